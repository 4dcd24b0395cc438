import { requireKnownOptions } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import { productOf } from '../dimension.ts'
import { lengthOf } from '../length-of.ts'
import type { Op } from '../op.ts'
import { reducedAxes, reducedShape, restoreReduced } from '../reduction.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'

/** Mean of `x` over `axes`; over all of them without axes. */
export function reduceMean(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceMean', options, { keepDimensions: true })
  const resolved = resolveAxes('reduceMean', axes, x.shape.length)
  if (resolved.length === 0) return x
  return x.graph.emit(
    reduceMeanOp,
    { data: x, axes: x.graph.constant(resolved, 'int64') },
    { keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const reduceMeanOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceMean',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceMean', data, axes, keepdims) },
  }),
  gradient: ({ inputs: { data, axes }, grad }) => {
    const count = productOf(reducedAxes('reduceMean', data, axes).map(axis => data.shape[axis]!))
    return {
      data: restoreReduced('reduceMean', div(grad.reduced, lengthOf(data.graph, count, data.dtype)), data, axes),
    }
  },
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
    summary: 'Mean over axes.',
    gradient: 'dX = dY / count, repeated over the axes',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceMean.html',
  },
}
