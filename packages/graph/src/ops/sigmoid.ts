import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'

/** Logistic function, element-wise: 1 / (1 + e⁻ˣ). */
export function sigmoid(x: Value): Value {
  return x.graph.emit(sigmoidOp, { X: x }, {}).Y
}

export const sigmoidOp: Op<'X', 'Y'> = {
  type: 'Sigmoid',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ outputs: { Y }, grad }) => ({ X: mul(mul(grad.Y, Y), sub(1, Y)) }),
  samples: [{ shapes: { X: [2, 3] } }, { shapes: { X: [] } }],
  doc: {
    summary: 'Logistic function, element-wise: 1 / (1 + e⁻ˣ).',
    gradient: 'dX = dY·Y·(1 − Y)',
    source: 'https://onnx.ai/onnx/operators/onnx__Sigmoid.html',
  },
}
