import { requireKnownOptions } from '@towerkit/core'
import { requireConvolution, spatialLengths, type ConvolutionAttributes } from '../convolution.ts'
import { convolutionInputGradient } from '../convolution-input-gradient.ts'
import { convolutionReference } from '../convolution-reference.ts'
import { convolutionWeightGradient } from '../convolution-weight-gradient.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reduceSum } from './reduce-sum.ts'

/** Options of `conv`; lists have one entry for each spatial axis. */
export interface ConvOptions {
  /** [channels out] */
  readonly bias?: Value
  /** Distance of neighbouring windows. Default 1. */
  readonly strides?: readonly number[]
  /** Zeros around the input: those before each axis, then those after. Default 0. */
  readonly pads?: readonly number[]
  /** Distance of the elements of a window. Default 1. */
  readonly dilations?: readonly number[]
  /** Groups of channels that do not see each other. Default 1. */
  readonly group?: number
}

/**
 * Convolution (cross-correlation) over the axes after the first two.
 *
 * @param x [batch, channels in, ...lengths]
 * @param weight [channels out, channels in / group, ...window]
 * @returns [batch, channels out, ...]
 * @throws {ShapeError} if they do not fit.
 */
export function conv(x: Value, weight: Value, options: ConvOptions = {}): Value {
  const {
    bias,
    strides,
    pads,
    dilations,
    group = 1,
  } = requireKnownOptions('conv', options, { bias: true, strides: true, pads: true, dilations: true, group: true })
  const axes = x.shape.slice(2)
  const attributes = {
    strides: strides ?? axes.map(() => 1),
    pads: pads ?? [...axes, ...axes].map(() => 0),
    dilations: dilations ?? axes.map(() => 1),
    group,
  }
  return x.graph.emit(convOp, { X: x, W: weight, ...(bias && { B: bias }) }, attributes).Y
}

export const convOp: Op<'X' | 'W', 'Y', ConvolutionAttributes, 'B'> = {
  type: 'Conv',
  since: 11,
  inputs: ['X', 'W', 'B'],
  optional: ['B'],
  outputs: ['Y'],
  attributes: { strides: 'ints', pads: 'ints', dilations: 'ints', group: 'int' },
  defaults: { group: 1 },
  infer: ({ inputs: { X, W }, attributes }) => {
    requireConvolution(
      'conv',
      [X, W],
      attributes,
      X.shape[1] === productOf([attributes.group, W.shape[1]!]) &&
        (attributes.group === 1 || Number(W.shape[0]) % attributes.group === 0),
    )
    return {
      Y: {
        dtype: X.dtype,
        shape: [X.shape[0]!, W.shape[0]!, ...spatialLengths(X.shape.slice(2), W.shape.slice(2), attributes)],
      },
    }
  },
  gradient: ({ inputs: { X, W, B }, grad, attributes }) => {
    return {
      X: convolutionInputGradient(grad.Y, W, X.shape, attributes),
      W: convolutionWeightGradient(X, grad.Y, W.shape, attributes),
      ...(B && {
        B: reduceSum(
          grad.Y,
          [...grad.Y.shape.keys()].filter(axis => axis !== 1),
        ),
      }),
    }
  },
  reference: ({ X, W, B }, attributes) => ({ Y: convolutionReference(X, W, attributes, B) }),
  samples: [
    {
      shapes: { X: [2, 3, 7], W: [4, 3, 3], B: [4] },
      attributes: { strides: [2], pads: [1, 0], dilations: [1], group: 1 },
    },
    {
      shapes: { X: [3, 4, 6, 5], W: [2, 2, 3, 2] },
      attributes: { strides: [1, 2], pads: [1, 0, 1, 0], dilations: [1, 1], group: 2 },
    },
    {
      shapes: { X: [3, 2, 8, 6], W: [2, 1, 2, 3], B: [2] },
      attributes: { strides: [3, 1], pads: [0, 2, 1, 2], dilations: [2, 2], group: 2 },
    },
    {
      shapes: { X: [2, 3, 4, 4], W: [5, 3, 2, 2] },
      attributes: { strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    },
  ],
  doc: {
    summary: 'Convolution over the axes after the first two.',
    gradient: 'dX = transposed convolution of dY with W; dW = convolution of X with dY; dB = Σ dY',
    source: 'https://onnx.ai/onnx/operators/onnx__Conv.html',
  },
}
