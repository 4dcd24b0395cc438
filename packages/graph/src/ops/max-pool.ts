import { requireKnownOptions } from '@towerkit/core'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import { pooling, type PoolingAttributes, type PoolingOptions } from '../pooling.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { reshape } from './reshape.ts'
import { scatterElements } from './scatter-elements.ts'

/**
 * Largest element of each window over the axes after the first two.
 *
 * @param x [batch, channels, ...lengths]
 * @param window Lengths of the window.
 * @returns [batch, channels, ...]
 * @throws {ShapeError} if they do not fit.
 */
export function maxPool(x: Value, window: readonly number[], options: PoolingOptions = {}): Value {
  const {
    strides = window,
    pads,
    dilations,
  } = requireKnownOptions('maxPool', options, { strides: true, pads: true, dilations: true })
  return x.graph.emit(
    maxPoolOp,
    { X: x },
    { kernel_shape: window, strides, ...(pads && { pads }), ...(dilations && { dilations }) },
  ).Y
}

export const maxPoolOp: Op<'X', 'Y' | 'Indices', PoolingAttributes> = {
  type: 'MaxPool',
  since: 12,
  inputs: ['X'],
  outputs: ['Y', 'Indices'],
  optionalOutputs: ['Indices'],
  attributes: { kernel_shape: 'ints', strides: 'ints', pads: 'ints', dilations: 'ints' },
  infer: ({ inputs: { X }, attributes }) => {
    const shape = [...X.shape.slice(0, 2), ...pooling('maxPool', X, attributes).lengths]
    return { Y: { dtype: X.dtype, shape }, Indices: { dtype: 'int64', shape } }
  },
  // An index counts the elements of the whole input, row-major.
  gradient: ({ inputs: { X }, outputs: { Indices }, grad }) => {
    const count = productOf(Indices.shape)
    const zeros = expand(X.graph.constant([0], X.dtype), [productOf(X.shape)])
    return {
      X: reshape(
        scatterElements(zeros, reshape(Indices, [count]), reshape(grad.Y, [count]), { axis: 0, reduction: 'add' }),
        X.shape,
      ),
    }
  },
  samples: [
    { shapes: { X: [3, 2, 6, 6] }, attributes: { kernel_shape: [2, 2], strides: [2, 2] }, outputs: ['Y'] },
    { shapes: { X: [2, 3, 5, 4] }, attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, outputs: ['Y'] },
    {
      shapes: { X: [3, 2, 9] },
      attributes: { kernel_shape: [2], strides: [3], pads: [0, 1], dilations: [2] },
      outputs: ['Y'],
    },
    {
      shapes: { X: [3, 1, 7, 8] },
      attributes: { kernel_shape: [3, 2], strides: [2, 3], pads: [1, 0, 1, 1] },
      outputs: ['Y'],
    },
  ],
  doc: {
    summary: 'Largest element of each window over the axes after the first two.',
    gradient: 'dX = dY at the first maximum of each window, added up',
    source: 'https://onnx.ai/onnx/operators/onnx__MaxPool.html',
  },
}
