import { requireKnownOptions } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import { extremumGradient } from '../extremum-gradients.ts'
import type { Op } from '../op.ts'
import { reducedShape } from '../reduction.ts'
import type { Value } from '../value.ts'

/** Smallest element of `x` over `axes`; over all of them without axes. */
export function reduceMin(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceMin', options, { keepDimensions: true })
  const resolved = resolveAxes('reduceMin', axes, x.shape.length)
  if (resolved.length === 0) return x
  return x.graph.emit(
    reduceMinOp,
    { data: x, axes: x.graph.constant(resolved, 'int64') },
    { keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const reduceMinOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceMin',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: { dtype: data.dtype, shape: reducedShape('reduceMin', data, axes, keepdims) },
  }),
  gradient: ({ inputs: { data, axes }, outputs: { reduced }, grad }) => ({
    data: extremumGradient('reduceMin', { data, axes, reduced, grad: grad.reduced }),
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
    summary: 'Smallest element over axes.',
    gradient: 'dX = dY at the minima, shared among equal ones',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceMin.html',
  },
}
