import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Sign, element-wise: -1, 0 or 1. Its gradient is zero wherever it exists. */
export function sign(x: Value): Value {
  return x.graph.emit(signOp, { input: x }, {}).output
}

export const signOp: Op<'input', 'output'> = {
  type: 'Sign',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: () => ({}),
  samples: [{ shapes: { input: [2, 3] }, range: [0.5, 2] }],
  doc: { summary: 'Sign, element-wise.', gradient: 'zero', source: 'https://onnx.ai/onnx/operators/onnx__Sign.html' },
}
