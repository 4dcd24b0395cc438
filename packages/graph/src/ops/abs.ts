import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { sign } from './sign.ts'

/** Absolute value, element-wise. */
export function abs(x: Value): Value {
  return x.graph.emit(absOp, { X: x }, {}).Y
}

export const absOp: Op<'X', 'Y'> = {
  type: 'Abs',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad }) => ({ X: mul(grad.Y, sign(X)) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2] },
    { shapes: { X: [] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Absolute value, element-wise.',
    gradient: 'dX = dY·sign(X)',
    source: 'https://onnx.ai/onnx/operators/onnx__Abs.html',
  },
}
