import { productOf } from '../dimension.ts'
import { constantInitializer, normalInitializer } from '../initializers.ts'
import { gemm } from '../ops/gemm.ts'
import { matmul } from '../ops/matmul.ts'
import { reshape } from '../ops/reshape.ts'
import { transpose } from '../ops/transpose.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { lastWidth } from './last-width.ts'

/** Options of `linear`. */
export interface LinearOptions {
  /** Adds a bias vector. Default true. */
  readonly bias?: boolean
  /** Standard deviation of the first weights. Default 0.02, as BERT. */
  readonly deviation?: number
}

/**
 * Affine map of the last axis: y = x·Wᵀ + b.
 *
 * @param parameters Scope that gets `weight` [width, inputs] and `bias` [width].
 * @param x [..., inputs], inputs a number.
 * @param width Length of the last axis of the result.
 * @returns [..., width]
 * @throws {ShapeError} if the last axis of `x` is not a number.
 */
export function linear(parameters: Parameters, x: Value, width: number, { bias = true, deviation = 0.02 }: LinearOptions = {}): Value {
  const inputs = lastWidth('linear', x)
  const weight = parameters.get('weight', [width, inputs], normalInitializer(deviation))
  if (!bias) return matmul(x, transpose(weight))
  // One matrix of all rows: product and bias are then one pass.
  const rows = reshape(x, [productOf(x.shape.slice(0, -1)), inputs])
  const mapped = gemm(rows, weight, { bias: parameters.get('bias', [width], constantInitializer(0)), transposeB: true })
  return reshape(mapped, [...x.shape.slice(0, -1), width])
}
