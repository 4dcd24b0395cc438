import { broadcastTypes, operands, unbroadcast } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { log } from './log.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'

/** Power, element-wise with broadcasting. A number counts as a scalar. */
export function pow(base: Value | number, exponent: Value | number): Value {
  const [X, Y] = operands('pow', base, exponent)
  return X.graph.emit(powOp, { X, Y }, {}).Z
}

export const powOp: Op<'X' | 'Y', 'Z'> = {
  type: 'Pow',
  since: 15,
  inputs: ['X', 'Y'],
  outputs: ['Z'],
  attributes: {},
  infer: ({ inputs: { X, Y } }) => ({ Z: broadcastTypes('pow', X, Y) }),
  gradient: ({ inputs: { X, Y }, outputs: { Z }, grad }) => ({
    X: unbroadcast(mul(grad.Z, mul(Y, pow(X, sub(Y, 1)))), X),
    // A constant exponent needs no logarithm, which a negative base has not.
    ...(!Y.constant && { Y: unbroadcast(mul(grad.Z, mul(Z, log(X))), Y) }),
  }),
  samples: [
    { shapes: { X: [2, 3], Y: [3] }, range: [0.5, 2] },
    { shapes: { X: [2, 3] }, constants: { Y: { dtype: 'float32', shape: [], data: [3] } } },
    { shapes: { X: [], Y: [2, 2] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Power, element-wise with broadcasting.',
    gradient: 'dX = dZ·Y·X^(Y − 1), dY = dZ·Z·ln X, summed over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Pow.html',
  },
}
