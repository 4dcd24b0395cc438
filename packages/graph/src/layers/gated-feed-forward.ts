import { requireKnownOptions } from '@towerkit/core'
import { mul } from '../ops/mul.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { activate, type Activation } from './activation.ts'
import { lastWidth } from './last-width.ts'
import { linear } from './linear.ts'

/** Options of `gatedFeedForward`. */
export interface GatedFeedForwardOptions {
  /** Width between the maps. */
  readonly inner: number
  /** Of the gate. Default 'silu', which makes it SwiGLU. */
  readonly activation?: Activation
  /** Names of the three maps. Default `{ gate: 'gate_proj', up: 'up_proj', down: 'down_proj' }`. */
  readonly names?: { readonly gate: string; readonly up: string; readonly down: string }
  /** Default false. */
  readonly bias?: boolean
}

/**
 * A feed-forward layer with a gate: D·(f(G·x) ∘ U·x).
 *
 * @param parameters Scope that gets `gate_proj`, `up_proj` and `down_proj`, unless named otherwise.
 * @param x [..., width], width a number.
 * @returns As `x`.
 * @throws {ShapeError} if the last axis of `x` is not a number.
 *
 * @see Shazeer, GLU variants improve transformer, 2020, equation 6.
 */
export function gatedFeedForward(parameters: Parameters, x: Value, options: GatedFeedForwardOptions): Value {
  requireKnownOptions('gatedFeedForward', options, { inner: true, activation: true, names: true, bias: true })
  const {
    inner,
    activation = 'silu',
    names = { gate: 'gate_proj', up: 'up_proj', down: 'down_proj' },
    bias = false,
  } = options
  const gate = activate(linear(parameters.at(names.gate), x, inner, { bias }), activation)
  const hidden = mul(gate, linear(parameters.at(names.up), x, inner, { bias }))
  return linear(parameters.at(names.down), hidden, lastWidth('gatedFeedForward', x), { bias })
}
