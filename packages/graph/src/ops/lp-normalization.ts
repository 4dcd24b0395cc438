import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'
import { reduceL1 } from './reduce-l1.ts'
import { reduceL2 } from './reduce-l2.ts'

/** `x` divided by its norm along an axis: Σ|x| for `p` 1, √Σx² for `p` 2. */
export function lpNormalization(x: Value, options: { readonly axis?: number; readonly p?: 1 | 2 } = {}): Value {
  const { axis = -1, p = 2 } = requireKnownOptions('lpNormalization', options, { axis: true, p: true })
  return div(x, (p === 1 ? reduceL1 : reduceL2)(x, [axis], { keepDimensions: true }))
}

export const lpNormalizationOp: Op<'input', 'output', { axis: number; p: number }> = {
  type: 'LpNormalization',
  since: 1,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { axis: 'int', p: 'int' },
  defaults: { axis: -1, p: 2 },
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: 'reference',
  reference: ({ input }, { axis, p }) => ({ output: lpNormalization(input, { axis, p: p as 1 | 2 }) }),
  samples: [
    { shapes: { input: [2, 3] }, attributes: { axis: -1, p: 2 } },
    { shapes: { input: [2, 3] }, attributes: { axis: 0, p: 1 } },
  ],
  doc: {
    summary: 'Division by the norm along an axis.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__LpNormalization.html',
  },
}
