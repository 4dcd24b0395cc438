import { arithmeticTypes, operands, unbroadcast } from '../broadcasting.ts'
import { sumOf } from '../dimension.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Sum, element-wise with broadcasting. A number counts as a scalar. */
export function add(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('add', a, b)
  return A.graph.emit(addOp, { A, B }, {}).C
}

export const addOp: Op<'A' | 'B', 'C'> = {
  type: 'Add',
  since: 14,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: arithmeticTypes('add', [A, B], (a, b) => sumOf([a, b])) }),
  gradient: ({ inputs: { A, B }, grad }) => ({
    A: unbroadcast(grad.C, A),
    B: unbroadcast(grad.C, B),
  }),
  evaluate: ({ A, B }) => ({ C: foldElementWise(A!, B!, (a, b) => a + b) }),
  samples: [
    { shapes: { A: [2, 3], B: [2, 3] } },
    { shapes: { A: [2, 3], B: [3] } },
    { shapes: { A: [], B: [4, 1, 2] } },
    { shapes: { A: [2, 1], B: [1, 3] } },
  ],
  doc: {
    summary: 'Sum, element-wise with broadcasting.',
    gradient: 'dA = dC, dB = dC, summed over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Add.html',
  },
}
