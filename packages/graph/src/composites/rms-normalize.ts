import { requireKnownOptions } from '@towerkit/core'
import { add } from '../ops/add.ts'
import { mul } from '../ops/mul.ts'
import { reciprocal } from '../ops/reciprocal.ts'
import { reduceMean } from '../ops/reduce-mean.ts'
import { sqrt } from '../ops/sqrt.ts'
import type { Value } from '../value.ts'

/**
 * `x` divided by its root mean square along the last axis: x / √(mean(x²) + ε).
 *
 * @param x [..., width]
 * @param options.epsilon Added to the mean square. Default 1e-6.
 * @returns As `x`.
 *
 * @see Zhang and Sennrich, Root mean square layer normalization, 2019, equation 4.
 */
export function rmsNormalize(x: Value, options: { readonly epsilon?: number } = {}): Value {
  const { epsilon = 1e-6 } = requireKnownOptions('rmsNormalize', options, { epsilon: true })
  const meanSquare = reduceMean(mul(x, x), [-1], { keepDimensions: true })
  return mul(x, reciprocal(sqrt(add(meanSquare, epsilon))))
}
