import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Bits of either of two whole numbers, element-wise with broadcasting. */
export function bitwiseOr(a: Value, b: Value): Value {
  return a.graph.emit(bitwiseOrOp, { A: a, B: b }, {}).C
}

export const bitwiseOrOp: Op<'A' | 'B', 'C'> = {
  type: 'BitwiseOr',
  since: 18,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: broadcastTypes('bitwiseOr', A, B) }),
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
    summary: 'Bits of either of two whole numbers.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__BitwiseOr.html',
  },
}
