import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reduceMean } from './reduce-mean.ts'

/**
 * Mean of each channel over the axes after the first two.
 *
 * @param x [batch, channels, ...lengths]
 * @returns [batch, channels, 1, ...]
 */
export function globalAveragePool(x: Value): Value {
  return reduceMean(x, [...x.shape.keys()].slice(2), { keepDimensions: true })
}

export const globalAveragePoolOp: Op<'X', 'Y'> = {
  type: 'GlobalAveragePool',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { X } }) => ({
    Y: { dtype: X.dtype, shape: X.shape.map((length, axis) => (axis < 2 ? length : 1)) },
  }),
  gradient: 'reference',
  reference: ({ X }) => ({ Y: globalAveragePool(X) }),
  samples: [{ shapes: { X: [2, 3, 4, 5] } }, { shapes: { X: [2, 3, 4] } }],
  doc: {
    summary: 'Mean of each channel over the axes after the first two.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html',
  },
}
