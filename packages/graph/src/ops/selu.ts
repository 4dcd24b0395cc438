import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { greater } from './greater.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'
import { where } from './where.ts'

/** Options of `selu`. */
export interface SeluOptions {
  /** Height of the floor below zero. Default 1.6732632423543772. */
  readonly alpha?: number
  /** Scale. Default 1.0507009873554805. */
  readonly gamma?: number
}

/** Scaled exponential linear unit, element-wise: γ·x above zero, γ·α·(eˣ − 1) below. */
export function selu(x: Value, options: SeluOptions = {}): Value {
  const { alpha = 1.6732632423543772, gamma = 1.0507009873554805 } = requireKnownOptions('selu', options, {
    alpha: true,
    gamma: true,
  })
  return x.graph.emit(seluOp, { X: x }, { alpha, gamma }).Y
}

export const seluOp: Op<'X', 'Y', { alpha: number; gamma: number }> = {
  type: 'Selu',
  since: 6,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float', gamma: 'float' },
  defaults: { alpha: 1.6732631921768188, gamma: 1.0507010221481323 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, outputs: { Y }, grad, attributes: { alpha, gamma } }) => ({
    X: mul(grad.Y, where(greater(X, 0), gamma, add(Y, gamma * alpha))),
  }),
  reference: ({ X }, { alpha, gamma }) => ({ Y: mul(where(greater(X, 0), X, mul(sub(exp(X), 1), alpha)), gamma) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2], attributes: { alpha: 1.5, gamma: 1.25 } },
    { shapes: { X: [2, 3] }, range: [-2, -0.5], attributes: { alpha: 1.5, gamma: 1.25 } },
  ],
  doc: {
    summary: 'Scaled exponential linear unit.',
    gradient: 'dX = γ·dY where X > 0, else dY·(Y + γ·α)',
    source: 'https://onnx.ai/onnx/operators/onnx__Selu.html',
  },
}
