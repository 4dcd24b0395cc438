import { requireKnownOptions } from '@towerkit/core'
import { constantInitializer } from '../initializers.ts'
import { layerNormalization } from '../ops/layer-normalization.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { lastWidth } from './last-width.ts'

/**
 * Layer normalisation of the last axis: (x − mean) / √(variance + ε) · weight + bias.
 *
 * @param parameters Scope that gets `weight` [width], first 1, and `bias` [width], first 0.
 * @param x [..., width], width a number.
 * @param options.epsilon Added to the variance. Default 1e-5; BERT has 1e-12.
 * @returns As `x`.
 * @throws {ShapeError} if the last axis of `x` is not a number.
 *
 * @see Ba, Kiros and Hinton, Layer normalization, 2016, equation 4.
 */
export function layerNorm(parameters: Parameters, x: Value, options: { readonly epsilon?: number } = {}): Value {
  const { epsilon = 1e-5 } = requireKnownOptions('layerNorm', options, { epsilon: true })
  const width = lastWidth('layerNorm', x)
  const weight = parameters.get('weight', [width], constantInitializer(1))
  return layerNormalization(x, weight, { bias: parameters.get('bias', [width], constantInitializer(0)), epsilon })
}
