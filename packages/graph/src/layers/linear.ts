import { requireKnownOptions } from '@towerkit/core'
import { constantInitializer, normalInitializer } from '../initializers.ts'
import { add } from '../ops/add.ts'
import { matmul } from '../ops/matmul.ts'
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
export function linear(parameters: Parameters, x: Value, width: number, options: LinearOptions = {}): Value {
  const { bias = true, deviation = 0.02 } = requireKnownOptions('linear', options, { bias: true, deviation: true })
  const inputs = lastWidth('linear', x)
  const weight = parameters.get('weight', [width, inputs], normalInitializer(deviation))
  const mapped = matmul(x, transpose(weight))
  return bias ? add(mapped, parameters.get('bias', [width], constantInitializer(0))) : mapped
}
