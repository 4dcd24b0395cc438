import { arithmeticTypes, operands, unbroadcast } from '../broadcasting.ts'
import { quotientOf } from '../dimension.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'

/** Quotient, element-wise with broadcasting. A number counts as a scalar. */
export function div(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('div', a, b)
  return A.graph.emit(divOp, { A, B }, {}).C
}

export const divOp: Op<'A' | 'B', 'C'> = {
  type: 'Div',
  since: 14,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({
    C: arithmeticTypes('div', [A, B], (a, b) =>
      typeof a === 'number' && typeof b === 'number' ? Math.trunc(a / b) : quotientOf(a, b),
    ),
  }),
  gradient: ({ inputs: { A, B }, outputs: { C }, grad }) => ({
    A: unbroadcast(div(grad.C, B), A),
    B: unbroadcast(neg(div(mul(grad.C, C), B)), B),
  }),
  evaluate: ({ A, B }) => ({ C: foldElementWise(A!, B!, (a, b) => a / b) }),
  samples: [
    { shapes: { A: [2, 3], B: [2, 3] }, range: [0.5, 2] },
    { shapes: { A: [2, 3], B: [3] }, range: [0.5, 2] },
    { shapes: { A: [], B: [4, 1, 2] }, range: [0.5, 2] },
    { shapes: { A: [2, 1], B: [1, 3] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Quotient, element-wise with broadcasting.',
    gradient: 'dA = dC / B, dB = −dC·C / B, summed over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Div.html',
  },
}
