import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { greater } from './greater.ts'
import { where } from './where.ts'

/** Thresholded rectifier, element-wise: x above α, 0 elsewhere. */
export function thresholdedRelu(x: Value, options: { readonly alpha?: number } = {}): Value {
  const { alpha = 1 } = requireKnownOptions('thresholdedRelu', options, { alpha: true })
  return where(greater(x, alpha), x, 0)
}

export const thresholdedReluOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'ThresholdedRelu',
  since: 10,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  defaults: { alpha: 1 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X }, { alpha }) => ({ Y: thresholdedRelu(X, { alpha }) }),
  samples: [{ shapes: { X: [2, 3] }, range: [-2, 2], attributes: { alpha: 0.25 } }],
  doc: {
    summary: 'Thresholded rectifier.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__ThresholdedRelu.html',
  },
}
