import { requireKnownOptions, type Dtype } from '@towerkit/core'
import { quantizationScale, type QuantizationAttributes } from '../quantization.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `quantizeLinear`. */
export interface QuantizeLinearOptions {
  /** int8, uint8 or int32, shaped as the scale; its type is that of the result. Default: uint8 zeros. */
  readonly zeroPoint?: Value
  /** Axis of `x` that has a scale for each entry, if the scale is a vector. Default 1. */
  readonly axis?: number
}

/**
 * round(x / scale) + zero point, cut off at the bounds of the type; halves go to the even number.
 *
 * @param scale A scalar, or a vector along `axis`.
 */
export function quantizeLinear(x: Value, scale: Value, options: QuantizeLinearOptions = {}): Value {
  const { zeroPoint, axis = 1 } = requireKnownOptions('quantizeLinear', options, { zeroPoint: true, axis: true })
  return x.graph.emit(quantizeLinearOp, { x, y_scale: scale, ...(zeroPoint && { y_zero_point: zeroPoint }) }, { axis })
    .y
}

export const quantizeLinearOp: Op<'x' | 'y_scale', 'y', QuantizationAttributes, 'y_zero_point'> = {
  type: 'QuantizeLinear',
  since: 13,
  inputs: ['x', 'y_scale', 'y_zero_point'],
  optional: ['y_zero_point'],
  outputs: ['y'],
  attributes: { axis: 'int', block_size: 'int' },
  defaults: { axis: 1 },
  infer: ({ inputs: { x, y_scale, y_zero_point }, attributes }) => {
    quantizationScale('quantizeLinear', [x, y_scale], attributes)
    const dtype: Dtype = y_zero_point?.dtype ?? 'uint8'
    return { y: { dtype, shape: x.shape } }
  },
  gradient: null,
  samples: [
    {
      shapes: { x: [2, 3] },
      constants: { y_scale: { dtype: 'float32', shape: [], data: [0.01] } },
      attributes: { axis: 1 },
    },
    {
      shapes: { x: [2, 3] },
      constants: {
        y_scale: { dtype: 'float32', shape: [3], data: [0.01, 0.02, 0.1] },
        y_zero_point: { dtype: 'int8', shape: [3], data: [0, 1, -2] },
      },
      attributes: { axis: -1 },
    },
  ],
  doc: {
    summary: 'Whole numbers in place of floats: round(X / scale) + zero point.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html',
  },
}
