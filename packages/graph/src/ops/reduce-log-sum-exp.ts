import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import { reducedAxes, reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { log } from './log.ts'
import { reduceMax } from './reduce-max.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { stopGradient } from './stop-gradient.ts'
import { sub } from './sub.ts'

/** log Σ eˣ over `axes`, without overflow; over all of them without axes. */
export function reduceLogSumExp(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceLogSumExp', options, { keepDimensions: true })
  const largest = stopGradient(reduceMax(x, axes, { keepDimensions: true }))
  const rest = log(reduceSum(exp(sub(x, largest)), axes, { keepDimensions }))
  return add(rest, reshape(largest, rest.shape))
}

export const reduceLogSumExpOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceLogSumExp',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceLogSumExp', data, axes, keepdims) },
  }),
  gradient: 'reference',
  reference: ({ data, axes }, { keepdims }) => ({
    reduced: reduceLogSumExp(data, reducedAxes('reduceLogSumExp', data, axes), { keepDimensions: keepdims === 1 }),
  }),
  samples: [
    {
      shapes: { data: [2, 3, 4] },
      constants: { axes: { dtype: 'int64', shape: [1], data: [1] } },
      attributes: { keepdims: 1 },
    },
    {
      shapes: { data: [2, 3, 4] },
      range: [80, 100],
      constants: { axes: { dtype: 'int64', shape: [2], data: [0, 2] } },
      attributes: { keepdims: 0 },
    },
  ],
  doc: {
    summary: 'Logarithm of the sum of exponentials over axes, without overflow.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceLogSumExp.html',
  },
}
