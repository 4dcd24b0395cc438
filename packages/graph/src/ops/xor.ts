import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Exactly one of two bools, element-wise with broadcasting. */
export function xor(a: Value, b: Value): Value {
  return a.graph.emit(xorOp, { A: a, B: b }, {}).C
}

export const xorOp: Op<'A' | 'B', 'C'> = {
  type: 'Xor',
  since: 7,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: broadcastTypes('xor', A, B) }),
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
  doc: {
    summary: 'Exactly one of two bools.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__Xor.html',
  },
}
