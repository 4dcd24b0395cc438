import { isFloat } from './dtype.ts'
import { productOf, type Shape } from './dimension.ts'
import { expand } from './ops/expand.ts'
import { matmul } from './ops/matmul.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import { reshape } from './ops/reshape.ts'
import type { Value } from './value.ts'

/**
 * The sum of `x` over its first `count` axes.
 *
 * A product with a row of ones: ONNX Runtime sums leading axes three to five times slower than it multiplies.
 */
export function columnSums(x: Value, count: number): Value {
  const lead = x.shape.slice(0, count)
  const rest = x.shape.slice(count)
  if (count === 0) return x
  if (!isFloat(x.dtype) || rest.every(dimension => dimension === 1)) return reduceSum(x, [...lead.keys()])
  return weightedColumnSums(x, expand(x.graph.constant([1], x.dtype, [1, 1]), [1, productOf(lead)]), rest)
}

/** Σ over the rows of `x` of weight·row, with one weight for each: `weights` [1, rows], `x` [..., ...rest]. */
export function weightedColumnSums(x: Value, weights: Value, rest: Shape): Value {
  return reshape(matmul(weights, reshape(x, [weights.shape[1]!, productOf(rest)])), rest)
}
