import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { and } from './and.ts'
import { greater } from './greater.ts'
import { hardSigmoid } from './hard-sigmoid.ts'
import { less } from './less.ts'
import { mul } from './mul.ts'
import { where } from './where.ts'

/** Hard swish, element-wise: x·max(0, min(1, x/6 + ½)). */
export function hardSwish(x: Value): Value {
  return x.graph.emit(hardSwishOp, { X: x }, {}).Y
}

export const hardSwishOp: Op<'X', 'Y'> = {
  type: 'HardSwish',
  since: 14,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad }) => {
    const gate = hardSigmoid(X, { slope: 1 / 6 })
    const inside = and(greater(gate, 0), less(gate, 1))
    return { X: mul(grad.Y, add(gate, where(inside, mul(X, 1 / 6), 0))) }
  },
  reference: ({ X }) => ({ Y: mul(X, hardSigmoid(X, { slope: 1 / 6 })) }),
  samples: [
    { shapes: { X: [2, 3] }, range: [-2, 2] },
    { shapes: { X: [2] }, range: [3.5, 4] },
  ],
  doc: {
    summary: 'Hard swish: X·max(0, min(1, X/6 + ½)).',
    gradient: 'dX = dY·(h + X/6 where 0 < h < 1), h = max(0, min(1, X/6 + ½))',
    source: 'https://onnx.ai/onnx/operators/onnx__HardSwish.html',
  },
}
