import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { transpose } from '../ops/transpose.ts'
import type { Value } from '../value.ts'
import { l2Normalize } from './l2-normalize.ts'

/**
 * Cosine of the angle between each row of `a` and the same row of `b`: aᵢ·bᵢ / (‖aᵢ‖ ‖bᵢ‖).
 *
 * @param a [..., dimensions]
 * @param b As `a`.
 * @returns [...], in [-1, 1]; 0 where a row is zero.
 */
export function cosineSimilarity(a: Value, b: Value): Value {
  return reduceSum(mul(l2Normalize(a), l2Normalize(b)), [-1])
}

/**
 * Cosine of the angle between each row of `a` and each row of `b`: aᵢ·bⱼ / (‖aᵢ‖ ‖bⱼ‖).
 *
 * @param a [n, dimensions]
 * @param b [m, dimensions]
 * @returns [n, m], in [-1, 1]; 0 where a row is zero.
 */
export function pairwiseCosineSimilarity(a: Value, b: Value): Value {
  return matmul(l2Normalize(a), transpose(l2Normalize(b)))
}
