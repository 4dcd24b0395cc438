import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { and } from './and.ts'
import { clip } from './clip.ts'
import { greater } from './greater.ts'
import { less } from './less.ts'
import { mul } from './mul.ts'
import { where } from './where.ts'

/** Options of `hardSigmoid`. */
export interface HardSigmoidOptions {
  /** Slope between 0 and 1. Default 0.2. */
  readonly slope?: number
  /** Value at 0. Default 0.5. */
  readonly offset?: number
}

/** Hard sigmoid, element-wise: max(0, min(1, slope·x + offset)). */
export function hardSigmoid(x: Value, options: HardSigmoidOptions = {}): Value {
  const { slope = 0.2, offset = 0.5 } = requireKnownOptions('hardSigmoid', options, { slope: true, offset: true })
  return x.graph.emit(hardSigmoidOp, { X: x }, { alpha: slope, beta: offset }).Y
}

export const hardSigmoidOp: Op<'X', 'Y', { alpha: number; beta: number }> = {
  type: 'HardSigmoid',
  since: 6,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float', beta: 'float' },
  defaults: { alpha: 0.2, beta: 0.5 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ outputs: { Y }, grad, attributes: { alpha } }) => ({
    X: where(and(greater(Y, 0), less(Y, 1)), mul(grad.Y, alpha), 0),
  }),
  reference: ({ X }, { alpha, beta }) => ({ Y: clip(add(mul(X, alpha), beta), { min: 0, max: 1 }) }),
  samples: [
    { shapes: { X: [2, 3] }, attributes: { alpha: 0.25, beta: 0.5 } },
    { shapes: { X: [2] }, range: [4, 5], attributes: { alpha: 0.25, beta: 0.5 } },
  ],
  doc: {
    summary: 'Hard sigmoid: max(0, min(1, α·X + β)).',
    gradient: 'dX = α·dY where 0 < Y < 1, else 0',
    source: 'https://onnx.ai/onnx/operators/onnx__HardSigmoid.html',
  },
}
