import { broadcastTypes, operands } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** A = B, element-wise with broadcasting, as bool. A number counts as a scalar. */
export function equal(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('equal', a, b)
  return A.graph.emit(equalOp, { A, B }, {}).C
}

export const equalOp: Op<'A' | 'B', 'C'> = {
  type: 'Equal',
  since: 19,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({ C: { dtype: 'bool', shape: broadcastTypes('equal', A, B).shape } }),
  gradient: null,
  samples: [{ shapes: { A: [2, 3], B: [3] } }],
  doc: {
    summary: 'A = B, element-wise with broadcasting.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__Equal.html',
  },
}
