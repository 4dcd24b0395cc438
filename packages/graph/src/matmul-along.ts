import { matmul } from './ops/matmul.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** A row-major matrix of `columns` columns, transposed. */
export function transposed(matrix: readonly number[], columns: number): number[] {
  const rows = matrix.length / columns
  return Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!)
}

/** A matrix times `x` along one axis. */
export function matmulAlong(
  x: Value,
  axis: number,
  { matrix, rows, columns }: { matrix: readonly number[]; rows: number; columns: number },
): Value {
  const last = x.shape.length - 1
  if (axis === last) return matmul(x, x.graph.constant(transposed(matrix, columns), x.dtype, [columns, rows]))
  const weights = x.graph.constant(matrix, x.dtype, [rows, columns])
  if (axis === last - 1) return matmul(weights, x)
  const order = [...x.shape.keys()].with(axis, last - 1).with(last - 1, axis)
  return transpose(matmul(weights, transpose(x, order)), order)
}
