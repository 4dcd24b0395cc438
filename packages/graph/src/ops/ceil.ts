import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Smallest whole number not below, element-wise. Its gradient is zero wherever it exists. */
export function ceil(x: Value): Value {
  return x.graph.emit(ceilOp, { X: x }, {}).Y
}

export const ceilOp: Op<'X', 'Y'> = {
  type: 'Ceil',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: () => ({}),
  samples: [{ shapes: { X: [2, 3] }, range: [0.1, 0.4] }],
  doc: {
    summary: 'Smallest whole number not below.',
    gradient: 'zero',
    source: 'https://onnx.ai/onnx/operators/onnx__Ceil.html',
  },
}
