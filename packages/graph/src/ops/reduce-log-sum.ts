import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import { reducedAxes, reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'
import { log } from './log.ts'
import { reduceSum } from './reduce-sum.ts'

/** Logarithm of the sum of `x` over `axes`; over all of them without axes. */
export function reduceLogSum(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  requireKnownOptions('reduceLogSum', options, { keepDimensions: true })
  return log(reduceSum(x, axes, options))
}

export const reduceLogSumOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceLogSum',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceLogSum', data, axes, keepdims) },
  }),
  gradient: 'reference',
  reference: ({ data, axes }, { keepdims }) => ({
    reduced: reduceLogSum(data, reducedAxes('reduceLogSum', data, axes), { keepDimensions: keepdims === 1 }),
  }),
  samples: [
    {
      shapes: { data: [2, 3, 4] },
      range: [0.5, 2],
      constants: { axes: { dtype: 'int64', shape: [1], data: [1] } },
      attributes: { keepdims: 1 },
    },
    {
      shapes: { data: [2, 3, 4] },
      range: [0.5, 2],
      constants: { axes: { dtype: 'int64', shape: [2], data: [0, 2] } },
      attributes: { keepdims: 0 },
    },
  ],
  doc: {
    summary: 'Logarithm of the sum over axes.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceLogSum.html',
  },
}
