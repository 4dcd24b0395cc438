import { requireKnownOptions } from '@towerkit/core'
import { requireConvolution, transposedLengths, type ConvolutionAttributes } from '../convolution.ts'
import { convolutionWeightGradient } from '../convolution-weight-gradient.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { transposedConvolutionReference } from '../transposed-convolution-reference.ts'
import { conv, type ConvOptions } from './conv.ts'
import { reduceSum } from './reduce-sum.ts'

/** Options of `convTranspose`; lists have one entry for each spatial axis. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Lengthens the result at the end, by less than the stride. Default 0. */
  readonly outputPadding?: readonly number[]
}

type TransposedAttributes = ConvolutionAttributes & { output_padding: readonly number[] }

/**
 * Transposed convolution: the gradient of `conv` by its input, as an op of its own.
 *
 * @param x [batch, channels in, ...lengths]
 * @param weight [channels in, channels out / group, ...window]
 * @returns [batch, channels out, ...]
 * @throws {ShapeError} if they do not fit.
 */
export function convTranspose(x: Value, weight: Value, options: ConvTransposeOptions = {}): Value {
  const {
    bias,
    strides,
    pads,
    dilations,
    group = 1,
    outputPadding,
  } = requireKnownOptions('convTranspose', options, {
    outputPadding: true,
    bias: true,
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
    output_padding: outputPadding ?? axes.map(() => 0),
  }
  return x.graph.emit(convTransposeOp, { X: x, W: weight, ...(bias && { B: bias }) }, attributes).Y
}

export const convTransposeOp: Op<'X' | 'W', 'Y', TransposedAttributes, 'B'> = {
  type: 'ConvTranspose',
  since: 11,
  inputs: ['X', 'W', 'B'],
  optional: ['B'],
  outputs: ['Y'],
  attributes: { strides: 'ints', pads: 'ints', dilations: 'ints', group: 'int', output_padding: 'ints' },
  defaults: { group: 1 },
  infer: ({ inputs: { X, W }, attributes }) => {
    requireConvolution(
      'convTranspose',
      [X, W],
      attributes,
      X.shape[1] === W.shape[0] && (attributes.group === 1 || Number(W.shape[0]) % attributes.group === 0),
    )
    return {
      Y: {
        dtype: X.dtype,
        shape: [
          X.shape[0]!,
          productOf([attributes.group, W.shape[1]!]),
          ...transposedLengths(X.shape.slice(2), W.shape.slice(2), attributes),
        ],
      },
    }
  },
  gradient: ({ inputs: { X, W, B }, grad, attributes: { output_padding: _, ...attributes } }) => ({
    X: conv(grad.Y, W, attributes),
    W: convolutionWeightGradient(grad.Y, X, W.shape, attributes),
    ...(B && {
      B: reduceSum(
        grad.Y,
        [...grad.Y.shape.keys()].filter(axis => axis !== 1),
      ),
    }),
  }),
  reference: ({ X, W, B }, attributes) => ({ Y: transposedConvolutionReference(X, W, attributes, B) }),
  samples: [
    {
      shapes: { X: [5, 3, 4], W: [3, 2, 3], B: [2] },
      attributes: { strides: [2], pads: [1, 0], dilations: [1], group: 1, output_padding: [1] },
    },
    {
      shapes: { X: [2, 4, 3, 2], W: [4, 1, 2, 3] },
      attributes: { strides: [1, 2], pads: [0, 1, 1, 2], dilations: [2, 1], group: 2, output_padding: [0, 0] },
    },
  ],
  doc: {
    summary: 'Transposed convolution over the axes after the first two.',
    gradient: 'dX = convolution of dY with W; dW = convolution of dY with X; dB = Σ dY',
    source: 'https://onnx.ai/onnx/operators/onnx__ConvTranspose.html',
  },
}
