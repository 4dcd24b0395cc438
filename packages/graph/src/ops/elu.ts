import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { greater } from './greater.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'
import { where } from './where.ts'

/** Options of `elu`. */
export interface EluOptions {
  /** Height of the floor below zero. Default 1. */
  readonly alpha?: number
}

/** Exponential linear unit, element-wise: x above zero, α·(eˣ − 1) below. */
export function elu(x: Value, options: EluOptions = {}): Value {
  const { alpha = 1 } = requireKnownOptions('elu', options, { alpha: true })
  return x.graph.emit(eluOp, { X: x }, { alpha }).Y
}

export const eluOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'Elu',
  since: 6,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  defaults: { alpha: 1 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, outputs: { Y }, grad, attributes: { alpha } }) => ({
    X: mul(grad.Y, where(greater(X, 0), 1, add(Y, alpha))),
  }),
  reference: ({ X }, { alpha }) => ({ Y: where(greater(X, 0), X, mul(sub(exp(X), 1), alpha)) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2], attributes: { alpha: 0.5 } },
    { shapes: { X: [2, 3] }, range: [-2, -0.5], attributes: { alpha: 0.5 } },
  ],
  doc: {
    summary: 'Exponential linear unit.',
    gradient: 'dX = dY where X > 0, else dY·(Y + α)',
    source: 'https://onnx.ai/onnx/operators/onnx__Elu.html',
  },
}
