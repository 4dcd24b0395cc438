import { DataError, type Tensor } from '@towerkit/core'

/** A change of low rank. */
export interface LowRankChange {
  /** [rank, inputs] */
  readonly a: Pick<Tensor, 'shape' | 'data'>
  /** [outputs, rank] */
  readonly b: Pick<Tensor, 'shape' | 'data'>
  readonly scale: number
  /** The weight is a table of embeddings: its change is the transposed product. Default false. */
  readonly isTable?: boolean
}

/**
 * W ← W + s·B·A, in place; of a table W ← W + s·(B·A)ᵀ.
 *
 * @param weight [outputs, inputs]
 * @throws {DataError} if the shapes do not fit.
 */
export function addLowRank({ shape, data }: Tensor, { a, b, scale, isTable = false }: LowRankChange): void {
  const [rank, inputs] = a.shape as readonly [number, number]
  const outputs = b.shape[0]!
  const expected = isTable ? [inputs, outputs] : [outputs, inputs]
  if (b.shape[1] !== rank || shape.join() !== expected.join())
    throw new DataError(
      `lora: B [${b.shape}] and A [${a.shape}] change a weight [${shape}]. Give the adapter's own base.`,
      {
        a: a.shape,
        b: b.shape,
        weight: shape,
      },
    )
  for (let row = 0; row < outputs; row++) {
    for (let column = 0; column < inputs; column++) {
      let sum = 0
      for (let k = 0; k < rank; k++) sum += Number(b.data[row * rank + k]) * Number(a.data[k * inputs + column])
      ;(data as Float32Array)[isTable ? column * outputs + row : row * inputs + column]! += scale * sum
    }
  }
}
