import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Largest whole number not above, element-wise. Its gradient is zero wherever it exists. */
export function floor(x: Value): Value {
  return x.graph.emit(floorOp, { X: x }, {}).Y
}

export const floorOp: Op<'X', 'Y'> = {
  type: 'Floor',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: () => ({}),
  samples: [{ shapes: { X: [2, 3] }, range: [0.1, 0.4] }],
  doc: {
    summary: 'Largest whole number not above.',
    gradient: 'zero',
    source: 'https://onnx.ai/onnx/operators/onnx__Floor.html',
  },
}
