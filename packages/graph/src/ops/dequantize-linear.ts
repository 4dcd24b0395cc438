import { requireKnownOptions } from '@towerkit/core'
import { quantizationScale, type QuantizationAttributes } from '../quantization.ts'
import { unbroadcast } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { cast } from './cast.ts'
import { mul } from './mul.ts'
import { reshape } from './reshape.ts'
import { sub } from './sub.ts'

/** Options of `dequantizeLinear`. */
export interface DequantizeLinearOptions {
  /** Of the type of `x`, shaped as the scale. Default 0. */
  readonly zeroPoint?: Value
  /** Axis of `x` that has a scale for each entry, if the scale is a vector. Default 1. */
  readonly axis?: number
}

/**
 * (x − zero point)·scale: the floats that quantised numbers represent.
 *
 * @param x int8, uint8 or int32
 * @param scale A scalar, or a vector along `axis`; its type is that of the result.
 */
export function dequantizeLinear(x: Value, scale: Value, options: DequantizeLinearOptions = {}): Value {
  const { zeroPoint, axis = 1 } = requireKnownOptions('dequantizeLinear', options, { zeroPoint: true, axis: true })
  return x.graph.emit(
    dequantizeLinearOp,
    { x, x_scale: scale, ...(zeroPoint && { x_zero_point: zeroPoint }) },
    { axis },
  ).y
}

export const dequantizeLinearOp: Op<'x' | 'x_scale', 'y', QuantizationAttributes, 'x_zero_point'> = {
  type: 'DequantizeLinear',
  since: 13,
  inputs: ['x', 'x_scale', 'x_zero_point'],
  optional: ['x_zero_point'],
  outputs: ['y'],
  attributes: { axis: 'int', block_size: 'int' },
  defaults: { axis: 1 },
  infer: ({ inputs: { x, x_scale }, attributes }) => {
    quantizationScale('dequantizeLinear', [x, x_scale], attributes)
    return { y: { dtype: x_scale.dtype, shape: x.shape } }
  },
  gradient: ({ inputs, grad, attributes }) => {
    const { centred, scale } = parts(inputs, attributes)
    return { x_scale: reshape(unbroadcast(mul(grad.y, centred), scale), inputs.x_scale.shape) }
  },
  reference: (inputs, attributes) => {
    const { centred, scale } = parts(inputs, attributes)
    return { y: mul(centred, scale) }
  },
  samples: [
    {
      shapes: { x_scale: [] },
      constants: { x: { dtype: 'int8', shape: [2, 3], data: [-128, 2, 3, 4, 5, 127] } },
      attributes: { axis: 1 },
    },
    {
      shapes: { x_scale: [3] },
      constants: {
        x: { dtype: 'uint8', shape: [2, 3, 2], data: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255] },
        x_zero_point: { dtype: 'uint8', shape: [3], data: [1, 2, 128] },
      },
      attributes: { axis: -2 },
    },
  ],
  doc: {
    summary: 'Floats in place of whole numbers: (X − zero point)·scale.',
    gradient: 'dScale = Σ dY·(X − zero point)',
    source: 'https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html',
  },
}

function parts(
  { x, x_scale, x_zero_point }: { x: Value; x_scale: Value; x_zero_point?: Value },
  attributes: QuantizationAttributes,
): { centred: Value; scale: Value } {
  const shape = quantizationScale('dequantizeLinear', [x, x_scale], attributes)
  const whole = cast(x, x_scale.dtype)
  return {
    centred: x_zero_point ? sub(whole, reshape(cast(x_zero_point, x_scale.dtype), shape)) : whole,
    scale: reshape(x_scale, shape),
  }
}
