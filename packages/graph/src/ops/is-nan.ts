import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** True where an element is not a number, element-wise. */
export function isNan(x: Value): Value {
  return x.graph.emit(isNanOp, { X: x }, {}).Y
}

export const isNanOp: Op<'X', 'Y'> = {
  type: 'IsNaN',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: 'bool', shape: X.shape } }),
  gradient: null,
  samples: [{ shapes: { X: [2, 3] } }],
  doc: {
    summary: 'True where an element is not a number.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__IsNaN.html',
  },
}
