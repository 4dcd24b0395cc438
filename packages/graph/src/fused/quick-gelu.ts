import type { Op } from '../op.ts'
import { mul } from '../ops/mul.ts'
import { sigmoid } from '../ops/sigmoid.ts'

/** Gaussian error linear unit with a sigmoid: X·σ(α·X). */
export const quickGeluOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'QuickGelu',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  defaults: { alpha: 1.702 },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X }, { alpha }) => ({ Y: mul(X, sigmoid(mul(X, alpha))) }),
  samples: [{ shapes: { X: [2, 3] }, attributes: { alpha: 1.702 } }],
  doc: {
    summary: 'Gaussian error linear unit with a sigmoid: X·σ(α·X).',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.QuickGelu',
  },
}
