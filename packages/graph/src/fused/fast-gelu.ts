import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { gelu } from '../ops/gelu.ts'

/** Gaussian error linear unit of X + bias, with a hyperbolic tangent. */
export const fastGeluOp: Op<'X', 'Y', {}, 'bias'> = {
  type: 'FastGelu',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['X', 'bias'],
  optional: ['bias'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X, bias }) => ({ Y: gelu(bias ? add(X, bias) : X, { approximate: 'tanh' }) }),
  samples: [{ shapes: { X: [2, 3], bias: [3] } }, { shapes: { X: [2, 3] } }],
  doc: {
    summary: 'Gaussian error linear unit of X + bias, with a hyperbolic tangent.',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.FastGelu',
  },
}
