import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { log } from './log.ts'
import { mul } from './mul.ts'
import { sigmoid } from './sigmoid.ts'

/** Softplus, element-wise: ln(1 + eˣ). */
export function softplus(x: Value): Value {
  return x.graph.emit(softplusOp, { X: x }, {}).Y
}

export const softplusOp: Op<'X', 'Y'> = {
  type: 'Softplus',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad }) => ({ X: mul(grad.Y, sigmoid(X)) }),
  reference: ({ X }) => ({ Y: log(add(exp(X), 1)) }),
  samples: [{ shapes: { X: [2, 3] } }, { shapes: { X: [] } }],
  doc: {
    summary: 'Softplus, element-wise: ln(1 + eˣ).',
    gradient: 'dX = dY·sigmoid(X)',
    source: 'https://onnx.ai/onnx/operators/onnx__Softplus.html',
  },
}
