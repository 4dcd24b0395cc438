import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'

/** Square root, element-wise. */
export function sqrt(x: Value): Value {
  return x.graph.emit(sqrtOp, { X: x }, {}).Y
}

export const sqrtOp: Op<'X', 'Y'> = {
  type: 'Sqrt',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ outputs: { Y }, grad }) => ({ X: div(mul(grad.Y, 0.5), Y) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2] },
    { shapes: { X: [] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Square root, element-wise.',
    gradient: 'dX = dY / 2Y',
    source: 'https://onnx.ai/onnx/operators/onnx__Sqrt.html',
  },
}
