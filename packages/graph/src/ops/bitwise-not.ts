import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** The opposite of each bit of whole numbers, element-wise. */
export function bitwiseNot(x: Value): Value {
  return x.graph.emit(bitwiseNotOp, { X: x }, {}).Y
}

export const bitwiseNotOp: Op<'X', 'Y'> = {
  type: 'BitwiseNot',
  since: 18,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: null,
  samples: [{ shapes: {}, constants: { X: { dtype: 'int64', shape: [3], data: [0, 5, -3] } } }],
  doc: {
    summary: 'The opposite of each bit of whole numbers.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__BitwiseNot.html',
  },
}
