import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Nearest whole number, halves to the even one, element-wise. Its gradient is zero wherever it exists. */
export function round(x: Value): Value {
  return x.graph.emit(roundOp, { X: x }, {}).Y
}

export const roundOp: Op<'X', 'Y'> = {
  type: 'Round',
  since: 11,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: () => ({}),
  samples: [{ shapes: { X: [2, 3] }, range: [0.1, 0.4] }],
  doc: {
    summary: 'Nearest whole number, halves to the even one.',
    gradient: 'zero',
    source: 'https://onnx.ai/onnx/operators/onnx__Round.html',
  },
}
