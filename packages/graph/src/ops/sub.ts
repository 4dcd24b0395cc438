import { arithmeticTypes, operands, unbroadcast } from '../broadcasting.ts'
import { differenceOf } from '../dimension.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { neg } from './neg.ts'

/** Difference, element-wise with broadcasting. A number counts as a scalar. */
export function sub(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('sub', a, b)
  return A.graph.emit(subOp, { A, B }, {}).C
}

export const subOp: Op<'A' | 'B', 'C'> = {
  type: 'Sub',
  since: 14,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: arithmeticTypes('sub', [A, B], differenceOf) }),
  gradient: ({ inputs: { A, B }, grad }) => ({
    A: unbroadcast(grad.C, A),
    B: unbroadcast(neg(grad.C), B),
  }),
  evaluate: ({ A, B }) => ({ C: foldElementWise(A!, B!, (a, b) => a - b) }),
  samples: [
    { shapes: { A: [2, 3], B: [2, 3] } },
    { shapes: { A: [2, 3], B: [3] } },
    { shapes: { A: [], B: [4, 1, 2] } },
    { shapes: { A: [2, 1], B: [1, 3] } },
  ],
  doc: {
    summary: 'Difference, element-wise with broadcasting.',
    gradient: 'dA = dC, dB = −dC, summed over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Sub.html',
  },
}
