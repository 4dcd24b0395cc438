import { mul } from '../ops/mul.ts'
import { sigmoid } from '../ops/sigmoid.ts'
import type { Value } from '../value.ts'

/**
 * Sigmoid linear unit, also called swish: x · sigmoid(x).
 *
 * @see Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function approximation in
 *   reinforcement learning, 2018, equation 2.
 */
export function silu(x: Value): Value {
  return mul(x, sigmoid(x))
}
