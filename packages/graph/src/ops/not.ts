import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** The opposite of bools, element-wise. */
export function not(x: Value): Value {
  return x.graph.emit(notOp, { X: x }, {}).Y
}

export const notOp: Op<'X', 'Y'> = {
  type: 'Not',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: null,
  samples: [{ shapes: {}, constants: { X: { dtype: 'bool', shape: [3], data: [1, 0, 1] } } }],
  doc: { summary: 'The opposite of bools.', gradient: 'none', source: 'https://onnx.ai/onnx/operators/onnx__Not.html' },
}
