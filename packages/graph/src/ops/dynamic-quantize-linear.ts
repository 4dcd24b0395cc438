import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/**
 * `x` in whole numbers from 0 to 255 by its own range: scale = (max(0, max x) − min(0, min x)) / 255, zero point where 0 lies,
 * x ≈ (y − zero point)·scale.
 *
 * @param x float32
 * @returns `y` and `zeroPoint` uint8, `scale` float32; the last two scalars.
 */
export function dynamicQuantizeLinear(x: Value): { readonly y: Value; readonly scale: Value; readonly zeroPoint: Value } {
  const { y, y_scale, y_zero_point } = x.graph.emit(dynamicQuantizeLinearOp, { x }, {})
  return { y, scale: y_scale, zeroPoint: y_zero_point }
}

export const dynamicQuantizeLinearOp: Op<'x', 'y' | 'y_scale' | 'y_zero_point'> = {
  type: 'DynamicQuantizeLinear',
  since: 11,
  inputs: ['x'],
  outputs: ['y', 'y_scale', 'y_zero_point'],
  attributes: {},
  infer: ({ inputs: { x } }) => ({
    y: { dtype: 'uint8', shape: x.shape },
    y_scale: { dtype: 'float32', shape: [] },
    y_zero_point: { dtype: 'uint8', shape: [] },
  }),
  gradient: null,
  samples: [{ shapes: { x: [2, 3] } }, { shapes: { x: [4] }, range: [0.5, 3] }],
  doc: { summary: 'Whole numbers from 0 to 255 in place of floats, by their range.', gradient: 'none', source: 'https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html' },
}
