import { ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/**
 * Quantises a tensor by its own range: y = clip(round(x / scale) + zeroPoint, 0, 255) with scale = (max(x, 0) - min(x,
 * 0)) / 255.
 *
 * @param x float32
 * @returns `y` uint8 of the shape of `x`; `scale` float32 and `zeroPoint` uint8, scalars: x ≈ (y - zeroPoint)·scale.
 * @throws {ShapeError} if `x` is not float32.
 */
export function dynamicQuantizeLinear(x: Value): {
  readonly y: Value
  readonly scale: Value
  readonly zeroPoint: Value
} {
  const { y, y_scale: scale, y_zero_point: zeroPoint } = x.graph.emit(dynamicQuantizeLinearOp, { x }, {})
  return { y, scale, zeroPoint }
}

export const dynamicQuantizeLinearOp: Op<'x', 'y' | 'y_scale' | 'y_zero_point'> = {
  type: 'DynamicQuantizeLinear',
  since: 11,
  inputs: ['x'],
  outputs: ['y', 'y_scale', 'y_zero_point'],
  attributes: {},
  infer: ({ inputs: { x } }) => {
    if (x.dtype !== 'float32')
      throw new ShapeError(`dynamicQuantizeLinear: the input is ${x.dtype}. Give a float32 tensor.`, { dtype: x.dtype })
    return {
      y: { dtype: 'uint8', shape: x.shape },
      y_scale: { dtype: 'float32', shape: [] },
      y_zero_point: { dtype: 'uint8', shape: [] },
    }
  },
  gradient: null,
  samples: [{ shapes: { x: [2, 5] } }, { shapes: { x: [3] } }],
  doc: {
    summary: 'A tensor as bytes, scaled by its own range.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html',
  },
}
