import { requireKnownOptions } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import { extremumGradient } from '../extremum-gradients.ts'
import type { Op } from '../op.ts'
import { reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'

/** Largest element of `x` over `axes`; over all of them without axes. */
export function reduceMax(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceMax', options, { keepDimensions: true })
  const resolved = resolveAxes('reduceMax', axes, x.shape.length)
  if (resolved.length === 0) return x
  return x.graph.emit(
    reduceMaxOp,
    { data: x, axes: x.graph.constant(resolved, 'int64') },
    { keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const reduceMaxOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceMax',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceMax', data, axes, keepdims) },
  }),
  gradient: ({ inputs: { data, axes }, outputs: { reduced }, grad }) => ({
    data: extremumGradient('reduceMax', { data, axes, reduced, grad: grad.reduced }),
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
    summary: 'Largest element over axes.',
    gradient: 'dX = dY at the maxima, shared among equal ones',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceMax.html',
  },
}
