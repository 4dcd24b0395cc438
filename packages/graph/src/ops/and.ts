import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Both of two bools, element-wise with broadcasting. */
export function and(a: Value, b: Value): Value {
  return a.graph.emit(andOp, { A: a, B: b }, {}).C
}

export const andOp: Op<'A' | 'B', 'C'> = {
  type: 'And',
  since: 7,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: broadcastTypes('and', A, B) }),
  gradient: null,
  samples: [
    {
      shapes: {},
      constants: {
        A: { dtype: 'bool', shape: [2, 2], data: [1, 0, 1, 0] },
        B: { dtype: 'bool', shape: [2, 1], data: [1, 0] },
      },
    },
  ],
  doc: { summary: 'Both of two bools.', gradient: 'none', source: 'https://onnx.ai/onnx/operators/onnx__And.html' },
}
