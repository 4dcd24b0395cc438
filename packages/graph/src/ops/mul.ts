import { arithmeticTypes, operands, unbroadcast } from '../broadcasting.ts'
import { productOf } from '../dimension.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Product, element-wise with broadcasting. A number counts as a scalar. */
export function mul(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('mul', a, b)
  return A.graph.emit(mulOp, { A, B }, {}).C
}

export const mulOp: Op<'A' | 'B', 'C'> = {
  type: 'Mul',
  since: 14,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: arithmeticTypes('mul', [A, B], (a, b) => productOf([a, b])) }),
  gradient: ({ inputs: { A, B }, grad }) => ({
    A: unbroadcast(mul(grad.C, B), A),
    B: unbroadcast(mul(grad.C, A), B),
  }),
  evaluate: ({ A, B }) => ({ C: foldElementWise(A!, B!, (a, b) => a * b) }),
  samples: [
    { shapes: { A: [2, 3], B: [2, 3] } },
    { shapes: { A: [2, 3], B: [3] } },
    { shapes: { A: [], B: [4, 1, 2] } },
    { shapes: { A: [2, 1], B: [1, 3] } },
  ],
  doc: {
    summary: 'Product, element-wise with broadcasting.',
    gradient: 'dA = dC·B, dB = dC·A, summed over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Mul.html',
  },
}
