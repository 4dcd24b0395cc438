import { requireKnownOptions } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import type { Op } from '../op.ts'
import { reducedShape, restoreReduced } from '../reduction.ts'
import type { Value } from '../value.ts'

/** Sum of `x` over `axes`; over all of them without axes. */
export function reduceSum(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceSum', options, { keepDimensions: true })
  const resolved = resolveAxes('reduceSum', axes, x.shape.length)
  if (resolved.length === 0) return x
  return x.graph.emit(
    reduceSumOp,
    { data: x, axes: x.graph.constant(resolved, 'int64') },
    { keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const reduceSumOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceSum',
  since: 13,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceSum', data, axes, keepdims) },
  }),
  gradient: ({ inputs: { data, axes }, grad }) => ({ data: restoreReduced('reduceSum', grad.reduced, data, axes) }),
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
    summary: 'Sum over axes.',
    gradient: 'dX = dY, repeated over the axes',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceSum.html',
  },
}
