import { requireKnownOptions } from '@towerkit/core'
import { reduceMean } from '../ops/reduce-mean.ts'
import type { Value } from '../value.ts'

/**
 * Arithmetic mean of `x` over `axes`; over all of them without axes.
 *
 * @param x Any shape; the mean of no elements is NaN.
 * @param axes Counted from the front, or from the back if negative. Default all.
 * @param options.keepDimensions Leaves length 1 at the axes. Default false.
 * @returns A scalar without axes; else `x` without those axes.
 *
 * @example
 * const loss = mean(softplus(scores))
 */
export function mean(x: Value, axes?: readonly number[], options: { readonly keepDimensions?: boolean } = {}): Value {
  requireKnownOptions('mean', options, { keepDimensions: true })
  return reduceMean(x, axes, options)
}
