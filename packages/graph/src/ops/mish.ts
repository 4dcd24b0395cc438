import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { mul } from './mul.ts'
import { sigmoid } from './sigmoid.ts'
import { softplus } from './softplus.ts'
import { sub } from './sub.ts'
import { tanh } from './tanh.ts'

/** Mish, element-wise: x·tanh(softplus(x)). */
export function mish(x: Value): Value {
  return x.graph.emit(mishOp, { X: x }, {}).Y
}

export const mishOp: Op<'X', 'Y'> = {
  type: 'Mish',
  since: 18,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad }) => {
    const gate = tanh(softplus(X))
    return { X: mul(grad.Y, add(gate, mul(mul(X, sub(1, mul(gate, gate))), sigmoid(X)))) }
  },
  reference: ({ X }) => ({ Y: mul(X, tanh(softplus(X))) }),
  samples: [{ shapes: { X: [2, 3] } }, { shapes: { X: [] } }],
  doc: {
    summary: 'Mish: X·tanh(softplus(X)).',
    gradient: 'dX = dY·(t + X·(1 − t²)·sigmoid(X)), t = tanh(softplus(X))',
    source: 'https://onnx.ai/onnx/operators/onnx__Mish.html',
  },
}
