import { matmul } from '../ops/matmul.ts'
import { add } from '../ops/add.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import { transpose } from '../ops/transpose.ts'
import type { Value } from '../value.ts'

/**
 * Squared Euclidean distance of each row of `a` to the same row of `b`: ‖aᵢ − bᵢ‖².
 *
 * @param a [..., dimensions]
 * @param b As `a`.
 * @returns [...]
 */
export function squaredDistance(a: Value, b: Value): Value {
  const difference = sub(a, b)
  return reduceSum(mul(difference, difference), [-1])
}

/**
 * Squared Euclidean distance of each row of `a` to each row of `b`: ‖aᵢ‖² + ‖bⱼ‖² − 2 aᵢ·bⱼ, never below 0.
 *
 * One matrix product instead of a tensor of differences; near-equal rows lose digits in it.
 *
 * @param a [n, dimensions]
 * @param b [m, dimensions]
 * @returns [n, m]
 */
export function pairwiseSquaredDistance(a: Value, b: Value): Value {
  const squaresOfA = reduceSum(mul(a, a), [1], { keepDimensions: true })
  const squaresOfB = reshape(reduceSum(mul(b, b), [1]), [1, b.shape[0]!])
  return relu(add(matmul(mul(a, -2), transpose(b)), add(squaresOfA, squaresOfB)))
}
