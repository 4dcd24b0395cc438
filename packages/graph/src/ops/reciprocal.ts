import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'

/** Reciprocal, element-wise: 1 / X. */
export function reciprocal(x: Value): Value {
  return x.graph.emit(reciprocalOp, { X: x }, {}).Y
}

export const reciprocalOp: Op<'X', 'Y'> = {
  type: 'Reciprocal',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ outputs: { Y }, grad }) => ({ X: neg(mul(grad.Y, mul(Y, Y))) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [0.5, 2] },
    { shapes: { X: [] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Reciprocal, element-wise: 1 / X.',
    gradient: 'dX = −dY·Y²',
    source: 'https://onnx.ai/onnx/operators/onnx__Reciprocal.html',
  },
}
