import { requireKnownOptions } from '@towerkit/core'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { activate, type Activation } from './activation.ts'
import { lastWidth } from './last-width.ts'
import { linear } from './linear.ts'

/** Options of `feedForward`. */
export interface FeedForwardOptions {
  /** Width between the two maps. */
  readonly inner: number
  /** Default 'gelu'. */
  readonly activation?: Activation
  /** Names of the two maps. Default `['fc1', 'fc2']`. */
  readonly names?: readonly [first: string, second: string]
  /** Default true. */
  readonly bias?: boolean
}

/**
 * Two affine maps with an activation between: W₂·f(W₁·x + b₁) + b₂.
 *
 * @param parameters Scope that gets the two maps, `fc1` and `fc2` unless named otherwise.
 * @param x [..., width], width a number.
 * @returns As `x`.
 * @throws {ShapeError} if the last axis of `x` is not a number.
 */
export function feedForward(parameters: Parameters, x: Value, options: FeedForwardOptions): Value {
  const {
    inner,
    activation = 'gelu',
    names: [first, second] = ['fc1', 'fc2'],
    bias = true,
  } = requireKnownOptions('feedForward', options, { inner: true, activation: true, names: true, bias: true })
  const hidden = activate(linear(parameters.at(first), x, inner, { bias }), activation)
  return linear(parameters.at(second), hidden, lastWidth('feedForward', x), { bias })
}
