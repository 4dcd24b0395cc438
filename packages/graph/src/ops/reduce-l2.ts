import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import { reducedAxes, reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { sqrt } from './sqrt.ts'

/** Euclidean norm of `x`: √Σx², over `axes`; over all of them without axes. */
export function reduceL2(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  requireKnownOptions('reduceL2', options, { keepDimensions: true })
  return sqrt(reduceSum(mul(x, x), axes, options))
}

export const reduceL2Op: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceL2',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceL2', data, axes, keepdims) },
  }),
  gradient: 'reference',
  reference: ({ data, axes }, { keepdims }) => ({
    reduced: reduceL2(data, reducedAxes('reduceL2', data, axes), { keepDimensions: keepdims === 1 }),
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
    summary: 'Euclidean norm over axes.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceL2.html',
  },
}
