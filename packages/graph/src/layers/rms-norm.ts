import { requireKnownOptions } from '@towerkit/core'
import { rmsNormalize } from '../composites/rms-normalize.ts'
import { constantInitializer } from '../initializers.ts'
import { mul } from '../ops/mul.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { lastWidth } from './last-width.ts'

/**
 * Root mean square normalisation of the last axis: x / √(mean(x²) + ε) · weight.
 *
 * @param parameters Scope that gets `weight` [width], first 1.
 * @param x [..., width], width a number.
 * @param options.epsilon Added to the mean square. Default 1e-6.
 * @returns As `x`.
 * @throws {ShapeError} if the last axis of `x` is not a number.
 *
 * @see Zhang and Sennrich, Root mean square layer normalization, 2019, equation 4.
 */
export function rmsNorm(parameters: Parameters, x: Value, options: { readonly epsilon?: number } = {}): Value {
  requireKnownOptions('rmsNorm', options, { epsilon: true })
  return mul(rmsNormalize(x, options), parameters.get('weight', [lastWidth('rmsNorm', x)], constantInitializer(1)))
}
