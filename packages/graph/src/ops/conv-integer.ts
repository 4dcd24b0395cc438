import { requireKnownOptions, ShapeError } from '@towerkit/core'
import type { ConvolutionAttributes } from '../convolution.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { convOp, type ConvOptions } from './conv.ts'

/** Options of `convInteger`. */
export interface ConvIntegerOptions extends Omit<ConvOptions, 'bias'> {
  /** Subtracted from each element of `x`: a scalar of its type. Default 0. */
  readonly zeroPointX?: Value
  /** Subtracted from each element of the weight: a scalar of its type. Default 0. */
  readonly zeroPointWeight?: Value
}

/**
 * Convolution of bytes in 32 bits, over the axes after the first two. Padding counts as the zero point.
 *
 * @param x uint8 [batch, channels in, ...lengths]
 * @param weight uint8 or int8 [channels out, channels in / group, ...window]
 * @returns int32 [batch, channels out, ...]
 * @throws {ShapeError} if they do not fit.
 */
export function convInteger(x: Value, weight: Value, options: ConvIntegerOptions = {}): Value {
  const {
    zeroPointX,
    zeroPointWeight,
    strides,
    pads,
    dilations,
    group = 1,
  } = requireKnownOptions('convInteger', options, {
    zeroPointX: true,
    zeroPointWeight: true,
    strides: true,
    pads: true,
    dilations: true,
    group: true,
  })
  const axes = x.shape.slice(2)
  const attributes = {
    strides: strides ?? axes.map(() => 1),
    pads: pads ?? [...axes, ...axes].map(() => 0),
    dilations: dilations ?? axes.map(() => 1),
    group,
  }
  return x.graph.emit(
    convIntegerOp,
    {
      x,
      w: weight,
      ...(zeroPointX && { x_zero_point: zeroPointX }),
      ...(zeroPointWeight && { w_zero_point: zeroPointWeight }),
    },
    attributes,
  ).y
}

export const convIntegerOp: Op<'x' | 'w', 'y', ConvolutionAttributes, 'x_zero_point' | 'w_zero_point'> = {
  type: 'ConvInteger',
  since: 10,
  inputs: ['x', 'w', 'x_zero_point', 'w_zero_point'],
  optional: ['x_zero_point', 'w_zero_point'],
  outputs: ['y'],
  attributes: { strides: 'ints', pads: 'ints', dilations: 'ints', group: 'int' },
  defaults: { group: 1 },
  infer: ({ inputs: { x, w }, attributes }) => {
    if (![x, w].every(({ dtype }) => dtype === 'int8' || dtype === 'uint8'))
      throw new ShapeError(`convInteger: ${x.dtype} with a weight of ${w.dtype}. Give int8 or uint8 tensors.`, {
        dtype: x.dtype,
        weight: w.dtype,
      })
    const { shape } = convOp.infer({ inputs: { X: x, W: w }, attributes, outputCount: 1 }).Y
    return { y: { dtype: 'int32', shape } }
  },
  gradient: null,
  samples: [
    {
      shapes: {},
      constants: {
        x: bytes('uint8', [1, 2, 4, 4]),
        w: bytes('uint8', [3, 2, 2, 2]),
        x_zero_point: { dtype: 'uint8', shape: [], data: [7] },
        w_zero_point: { dtype: 'uint8', shape: [], data: [3] },
      },
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 1], group: 1 },
    },
    {
      shapes: {},
      constants: { x: bytes('uint8', [2, 2, 5]), w: bytes('uint8', [2, 1, 3]) },
      attributes: { strides: [1], pads: [0, 0], dilations: [1], group: 2 },
    },
  ],
  doc: {
    summary: 'Convolution of bytes in 32 bits.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__ConvInteger.html',
  },
}

function bytes(dtype: 'uint8', shape: readonly number[]) {
  return { dtype, shape, data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (37 * i + 11) % 256) }
}
