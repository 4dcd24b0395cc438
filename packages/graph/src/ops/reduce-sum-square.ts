import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import { reducedAxes, reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'

/** Sum of the squares of `x` over `axes`; over all of them without axes. */
export function reduceSumSquare(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  requireKnownOptions('reduceSumSquare', options, { keepDimensions: true })
  return reduceSum(mul(x, x), axes, options)
}

export const reduceSumSquareOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceSumSquare',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceSumSquare', data, axes, keepdims) },
  }),
  gradient: 'reference',
  reference: ({ data, axes }, { keepdims }) => ({
    reduced: reduceSumSquare(data, reducedAxes('reduceSumSquare', data, axes), { keepDimensions: keepdims === 1 }),
  }),
  samples: [
    {
      shapes: { data: [2, 3, 4] },
      constants: { axes: { dtype: 'int64', shape: [1], data: [1] } },
      attributes: { keepdims: 1 },
    },
    {
      shapes: { data: [2, 3, 4] },
      constants: { axes: { dtype: 'int64', shape: [2], data: [0, 2] } },
      attributes: { keepdims: 0 },
    },
  ],
  doc: {
    summary: 'Sum of squares over axes.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceSumSquare.html',
  },
}
