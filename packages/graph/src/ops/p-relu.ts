import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { greater } from './greater.ts'
import { mul } from './mul.ts'
import { where } from './where.ts'

/** Parametric rectifier, element-wise: x above zero, slope·x below. @param slope Broadcasts to `x`. */
export function pRelu(x: Value, slope: Value): Value {
  return where(greater(x, 0), x, mul(slope, x))
}

export const pReluOp: Op<'X' | 'slope', 'Y'> = {
  type: 'PRelu',
  since: 16,
  inputs: ['X', 'slope'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X, slope }) => ({ Y: pRelu(X, slope) }),
  samples: [{ shapes: { X: [2, 3, 4], slope: [3, 1] } }, { shapes: { X: [2, 3], slope: [1] } }],
  doc: {
    summary: 'Parametric rectifier.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__PRelu.html',
  },
}
