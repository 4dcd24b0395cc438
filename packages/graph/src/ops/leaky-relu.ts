import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { greater } from './greater.ts'
import { mul } from './mul.ts'
import { where } from './where.ts'

/** Options of `leakyRelu`. */
export interface LeakyReluOptions {
  /** Slope below zero. Default 0.01. */
  readonly alpha?: number
}

/** Leaky rectifier, element-wise: x above zero, α·x below. */
export function leakyRelu(x: Value, options: LeakyReluOptions = {}): Value {
  const { alpha = 0.01 } = requireKnownOptions('leakyRelu', options, { alpha: true })
  return x.graph.emit(leakyReluOp, { X: x }, { alpha }).Y
}

export const leakyReluOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'LeakyRelu',
  since: 16,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  defaults: { alpha: 0.01 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad, attributes: { alpha } }) => ({
    X: where(greater(X, 0), grad.Y, mul(grad.Y, alpha)),
  }),
  reference: ({ X }, { alpha }) => ({ Y: where(greater(X, 0), X, mul(X, alpha)) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2], attributes: { alpha: 0.25 } },
    { shapes: { X: [2, 3] }, range: [-2, -0.5], attributes: { alpha: 0.25 } },
  ],
  doc: {
    summary: 'Leaky rectifier.',
    gradient: 'dX = dY where X > 0, else α·dY',
    source: 'https://onnx.ai/onnx/operators/onnx__LeakyRelu.html',
  },
}
