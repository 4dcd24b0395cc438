import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { elu } from './elu.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { relu } from './relu.ts'

/** Continuously differentiable exponential linear unit, element-wise: max(0, x) + min(0, α·(e^(x/α) − 1)). */
export function celu(x: Value, options: { readonly alpha?: number } = {}): Value {
  const { alpha = 1 } = requireKnownOptions('celu', options, { alpha: true })
  return add(relu(x), mul(elu(div(neg(relu(neg(x))), alpha)), alpha))
}

export const celuOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'Celu',
  since: 12,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  defaults: { alpha: 1 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X }, { alpha }) => ({ Y: celu(X, { alpha }) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.1, 2], attributes: { alpha: 0.5 } },
    { shapes: { X: [2, 3] }, range: [-2, -0.1], attributes: { alpha: 2 } },
  ],
  doc: {
    summary: 'Continuously differentiable exponential linear unit.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__Celu.html',
  },
}
