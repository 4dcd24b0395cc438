import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** True where an element is infinite, element-wise. */
export function isInf(x: Value): Value {
  return x.graph.emit(isInfOp, { X: x }, {}).Y
}

export const isInfOp: Op<'X', 'Y'> = {
  type: 'IsInf',
  since: 10,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: 'bool', shape: X.shape } }),
  gradient: null,
  samples: [{ shapes: { X: [2, 3] } }],
  doc: {
    summary: 'True where an element is infinite.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__IsInf.html',
  },
}
