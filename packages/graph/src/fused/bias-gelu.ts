import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { gelu } from '../ops/gelu.ts'

/** Gaussian error linear unit of A + B, exact. */
export const biasGeluOp: Op<'A' | 'B', 'C'> = {
  type: 'BiasGelu',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A } }) => ({ C: { dtype: A.dtype, shape: A.shape } }),
  gradient: 'reference',
  reference: ({ A, B }) => ({ C: gelu(add(A, B)) }),
  samples: [{ shapes: { A: [2, 3], B: [3] } }],
  doc: {
    summary: 'Gaussian error linear unit of A + B, exact.',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.BiasGelu',
  },
}
