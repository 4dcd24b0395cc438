import { isStatic, productOf, type Shape } from './dimension.ts'
import { matmul } from './ops/matmul.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import { reshape } from './ops/reshape.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** Positions of an input from which on a product for each input is as fast as one over all of them. */
const manyPositions = 64

/**
 * dW of a convolution whose windows do not overlap: one product of dY with the patches. A window of one element is the
 * smallest patch.
 *
 * @param large [batch, channels, ...lengths]
 * @param small [batch, filters, ...lengths / window]
 * @param shape [filters, channels, ...window]
 */
export function patchWeightGradient(large: Value, small: Value, shape: Shape): Value {
  const [batch, channels] = large.shape
  const [, filters, ...places] = small.shape
  const window = shape.slice(2)
  const positions = productOf(places)
  const columns = productOf([channels!, ...window])
  const isPoint = window.every(length => length === 1)
  if (isPoint && !(isStatic([positions]) && Number(positions) < manyPositions)) {
    const rows = reshape(small, [batch!, filters!, positions])
    const perInput = matmul(rows, transpose(reshape(large, [batch!, channels!, positions]), [0, 2, 1]))
    return reshape(reduceSum(perInput, [0]), shape)
  }
  const spatial = window.map((_, i) => i)
  const split = reshape(large, [batch!, channels!, ...spatial.flatMap(i => [places[i]!, window[i]!])])
  const patches = transpose(split, [0, ...spatial.map(i => 2 + 2 * i), 1, ...spatial.map(i => 3 + 2 * i)])
  const all = productOf([batch!, positions])
  const rows = transpose(small, [1, 0, ...spatial.map(i => i + 2)])
  return reshape(matmul(reshape(rows, [filters!, all]), reshape(patches, [all, columns])), shape)
}
