import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Negation, element-wise. */
export function neg(x: Value): Value {
  return x.graph.emit(negOp, { X: x }, {}).Y
}

export const negOp: Op<'X', 'Y'> = {
  type: 'Neg',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ grad }) => ({ X: neg(grad.Y) }),
  samples: [{ shapes: { X: [2, 3] } }, { shapes: { X: [] } }],
  doc: {
    summary: 'Negation, element-wise.',
    gradient: 'dX = −dY',
    source: 'https://onnx.ai/onnx/operators/onnx__Neg.html',
  },
}
