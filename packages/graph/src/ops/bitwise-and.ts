import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Bits that two whole numbers have in common, element-wise with broadcasting. */
export function bitwiseAnd(a: Value, b: Value): Value {
  return a.graph.emit(bitwiseAndOp, { A: a, B: b }, {}).C
}

export const bitwiseAndOp: Op<'A' | 'B', 'C'> = {
  type: 'BitwiseAnd',
  since: 18,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: broadcastTypes('bitwiseAnd', A, B) }),
  gradient: null,
  samples: [
    {
      shapes: {},
      constants: {
        A: { dtype: 'int64', shape: [2, 2], data: [1, 6, 3, -1] },
        B: { dtype: 'int64', shape: [2], data: [3, 12] },
      },
    },
  ],
  doc: {
    summary: 'Bits that two whole numbers have in common.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__BitwiseAnd.html',
  },
}
