import type { Op } from '../op.ts'
import { gelu } from '../ops/gelu.ts'

/** Gaussian error linear unit, exact. */
export const exactGeluOp: Op<'X', 'Y'> = {
  type: 'Gelu',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X }) => ({ Y: gelu(X) }),
  samples: [{ shapes: { X: [2, 3] } }],
  doc: {
    summary: 'Gaussian error linear unit, exact.',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.Gelu',
  },
}
