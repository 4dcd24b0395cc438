import { requireKnownOptions } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import { reducedShape, restoreReduced } from '../reduction.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'

/** Product of `x` over `axes`; over all of them without axes. Its gradient is not defined at zero elements. */
export function reduceProd(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDimensions?: boolean } = {},
): Value {
  const { keepDimensions = false } = requireKnownOptions('reduceProd', options, { keepDimensions: true })
  const resolved = resolveAxes('reduceProd', axes, x.shape.length)
  if (resolved.length === 0) return x
  return x.graph.emit(
    reduceProdOp,
    { data: x, axes: x.graph.constant(resolved, 'int64') },
    { keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const reduceProdOp: Op<'data' | 'axes', 'reduced', { keepdims: number }> = {
  type: 'ReduceProd',
  since: 18,
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  attributes: { keepdims: 'int' },
  defaults: { keepdims: 1 },
  infer: ({ inputs: { data, axes }, attributes: { keepdims } }) => ({
    reduced: {
      dtype: data.dtype,
      shape: reducedShape('reduceProd', data, axes, keepdims),
      ...(data.elements && data.shape.length === 1 && { elements: [productOf(data.elements)] }),
    },
  }),
  gradient: ({ inputs: { data, axes }, outputs: { reduced }, grad }) => ({
    data: div(restoreReduced('reduceProd', mul(grad.reduced, reduced), data, axes), data),
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
    summary: 'Product over axes.',
    gradient: 'dX = dY·Y / X; X must not be zero',
    source: 'https://onnx.ai/onnx/operators/onnx__ReduceProd.html',
  },
}
