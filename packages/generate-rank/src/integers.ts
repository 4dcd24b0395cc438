import type { Tensor } from '@towerkit/graph'

/** Zeros for rows of numbers. */
export function padded(rows: number, columns: number): BigInt64Array<ArrayBuffer> {
  return new BigInt64Array(rows * columns)
}

/** An int64 tensor. */
export function integers(values: readonly number[] | BigInt64Array<ArrayBuffer>, shape: readonly number[]): Tensor {
  return { dtype: 'int64', shape, data: values instanceof BigInt64Array ? values : BigInt64Array.from(values, BigInt) }
}

/** A float32 tensor. */
export function floats(values: readonly number[], shape: readonly number[]): Tensor {
  return { dtype: 'float32', shape, data: Float32Array.from(values) }
}
