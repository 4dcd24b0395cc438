import { requireKnownOptions } from '@towerkit/core'
import { convolutionInputGradient } from '../convolution-input-gradient.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import { pooling, type PoolingAttributes, type PoolingOptions } from '../pooling.ts'
import type { Value } from '../value.ts'
import { conv } from './conv.ts'
import { div } from './div.ts'
import { expand } from './expand.ts'
import { mul } from './mul.ts'
import { reshape } from './reshape.ts'

type AveragePoolAttributes = PoolingAttributes & { count_include_pad?: number }

/** Options of `averagePool`. */
export interface AveragePoolOptions extends PoolingOptions {
  /**
   * Whether what is added around the input counts as zeros. False divides by the number of elements inside. Default
   * false.
   */
  readonly countPads?: boolean
}

/**
 * Mean of each window over the axes after the first two.
 *
 * @param x [batch, channels, ...lengths]
 * @param window Lengths of the window.
 * @returns [batch, channels, ...]
 * @throws {ShapeError} if they do not fit.
 */
export function averagePool(x: Value, window: readonly number[], options: AveragePoolOptions = {}): Value {
  const {
    strides = window,
    pads,
    dilations,
    countPads = false,
  } = requireKnownOptions('averagePool', options, { countPads: true, strides: true, pads: true, dilations: true })
  return x.graph.emit(
    averagePoolOp,
    { X: x },
    {
      kernel_shape: window,
      strides,
      ...(pads && { pads }),
      ...(dilations && { dilations }),
      count_include_pad: Number(countPads),
    },
  ).Y
}

export const averagePoolOp: Op<'X', 'Y', AveragePoolAttributes> = {
  type: 'AveragePool',
  since: 19,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { kernel_shape: 'ints', strides: 'ints', pads: 'ints', dilations: 'ints', count_include_pad: 'int' },
  defaults: { count_include_pad: 0 },
  infer: ({ inputs: { X }, attributes }) => ({
    Y: { dtype: X.dtype, shape: [...X.shape.slice(0, 2), ...pooling('averagePool', X, attributes).lengths] },
  }),
  gradient: ({ inputs: { X }, grad, attributes }) => ({ X: spread(grad.Y, X, attributes) }),
  reference: ({ X }, attributes) => {
    const { pads, strides, dilations, lengths } = pooling('averagePool', X, attributes)
    const sums = conv(planes(X), ones(X, attributes.kernel_shape), { pads, strides, dilations })
    return { Y: mul(reshape(sums, [...X.shape.slice(0, 2), ...lengths]), shares(X, attributes)) }
  },
  samples: [
    { shapes: { X: [3, 2, 6, 6] }, attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
    { shapes: { X: [2, 3, 5, 4] }, attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
    {
      shapes: { X: [2, 3, 5, 4] },
      attributes: { kernel_shape: [3, 3], strides: [2, 1], pads: [1, 1, 0, 1], count_include_pad: 1 },
    },
    { shapes: { X: [3, 2, 8] }, attributes: { kernel_shape: [2], strides: [3], pads: [0, 1] } },
  ],
  doc: {
    summary: 'Mean of each window over the axes after the first two.',
    gradient: 'dX = dY / count, added up over the windows',
    source: 'https://onnx.ai/onnx/operators/onnx__AveragePool.html',
  },
}

/** Each channel of each example by itself, so that one filter of ones serves all. */
function planes(x: Value): Value {
  return reshape(x, [productOf(x.shape.slice(0, 2)), 1, ...x.shape.slice(2)])
}

function ones(x: Value, window: readonly number[]): Value {
  return x.graph.constant(
    Array.from({ length: window.reduce((a, b) => a * b, 1) }, () => 1),
    x.dtype,
    [1, 1, ...window],
  )
}

/** 1 / (elements that count) of each window: a number, or [1, 1, ...] where the border makes a difference. */
function shares(x: Value, attributes: AveragePoolAttributes): Value | number {
  const { kernel_shape: window } = attributes
  const { pads, strides, dilations } = pooling('averagePool', x, attributes)
  if (attributes.count_include_pad === 1 || pads.every(length => length === 0))
    return 1 / window.reduce((a, b) => a * b, 1)
  const inside = expand(x.graph.constant(1, x.dtype), [1, 1, ...x.shape.slice(2)])
  return div(1, conv(inside, ones(x, window), { pads, strides, dilations }))
}

function spread(grad: Value, x: Value, attributes: AveragePoolAttributes): Value {
  const weighted = mul(grad, shares(x, attributes))
  return reshape(
    convolutionInputGradient(
      planes(weighted),
      ones(x, attributes.kernel_shape),
      planes(x).shape,
      pooling('averagePool', x, attributes),
    ),
    x.shape,
  )
}
