import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Bits moved to the left or to the right, element-wise with broadcasting. @param x uint8, as is `by`. */
export function bitShift(x: Value, by: Value, direction: 'LEFT' | 'RIGHT'): Value {
  return x.graph.emit(bitShiftOp, { X: x, Y: by }, { direction }).Z
}

export const bitShiftOp: Op<'X' | 'Y', 'Z', { direction: 'LEFT' | 'RIGHT' }> = {
  type: 'BitShift',
  since: 11,
  inputs: ['X', 'Y'],
  outputs: ['Z'],
  attributes: { direction: 'string' },
  infer: ({ inputs: { X, Y } }) => ({ Z: broadcastTypes('bitShift', X, Y) }),
  gradient: null,
  samples: [
    {
      shapes: {},
      constants: {
        X: { dtype: 'uint8', shape: [2, 2], data: [1, 6, 3, 200] },
        Y: { dtype: 'uint8', shape: [2], data: [1, 2] },
      },
      attributes: { direction: 'RIGHT' },
    },
  ],
  doc: {
    summary: 'Bits moved to the left or to the right.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__BitShift.html',
  },
}
