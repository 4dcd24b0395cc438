import { requireKnownOptions } from '@towerkit/core'
import { div } from '../ops/div.ts'
import { max } from '../ops/max.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { sqrt } from '../ops/sqrt.ts'
import type { Value } from '../value.ts'

/**
 * `x` scaled to unit length along the last axis: x / max(‖x‖, ε), as torch.nn.functional.normalize.
 *
 * The bound is taken before the root, so that the gradient of a zero vector is finite (dY / ε) and not NaN.
 *
 * @param x [..., dimensions], in float32 with elements below 1e18, whose squares are finite.
 * @param options.epsilon Least length to divide by. Default 1e-12.
 * @returns As `x`. A zero vector stays zero.
 *
 * @example
 * const unit = l2Normalize(meanPooling(hidden, mask))
 */
export function l2Normalize(x: Value, options: { readonly epsilon?: number } = {}): Value {
  const { epsilon = 1e-12 } = requireKnownOptions('l2Normalize', options, { epsilon: true })
  const squares = reduceSum(mul(x, x), [-1], { keepDimensions: true })
  return div(x, sqrt(max(squares, epsilon ** 2)))
}
