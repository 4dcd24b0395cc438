import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { greater } from './greater.ts'
import { mul } from './mul.ts'
import { where } from './where.ts'

/** Rectifier, element-wise: max(X, 0). */
export function relu(x: Value): Value {
  return x.graph.emit(reluOp, { X: x }, {}).Y
}

export const reluOp: Op<'X', 'Y'> = {
  type: 'Relu',
  since: 14,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad }) => ({ X: where(greater(X, 0), grad.Y, mul(grad.Y, 0)) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2] },
    { shapes: { X: [] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Rectifier, element-wise: max(X, 0).',
    gradient: 'dX = dY where X > 0, else 0',
    source: 'https://onnx.ai/onnx/operators/onnx__Relu.html',
  },
}
