import { ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { scatterElements } from './scatter-elements.ts'

/**
 * The elements of `x` along `axis` that `indices` (int64, the rank of `x`) names; the result has the shape of
 * `indices`.
 */
export function gatherElements(x: Value, indices: Value, axis = 0): Value {
  return x.graph.emit(
    gatherElementsOp,
    { data: x, indices },
    { axis: resolveAxis('gatherElements', axis, x.shape.length) },
  ).output
}

export const gatherElementsOp: Op<'data' | 'indices', 'output', { axis: number }> = {
  type: 'GatherElements',
  since: 13,
  inputs: ['data', 'indices'],
  outputs: ['output'],
  attributes: { axis: 'int' },
  defaults: { axis: 0 },
  infer: ({ inputs: { data, indices } }) => {
    if (indices.shape.length !== data.shape.length)
      throw new ShapeError(
        `gatherElements: indices [${indices.shape}] into data [${data.shape}]. Give indices of the same rank.`,
        { data: data.shape, indices: indices.shape },
      )
    return { output: { dtype: data.dtype, shape: indices.shape } }
  },
  gradient: ({ inputs: { data, indices }, grad, attributes: { axis } }) => ({
    data: scatterElements(expand(data.graph.constant(0, data.dtype), data.shape), indices, grad.output, {
      axis,
      reduction: 'add',
    }),
  }),
  samples: [
    {
      shapes: { data: [3, 2] },
      constants: { indices: { dtype: 'int64', shape: [4, 2], data: [0, 1, 2, 2, 0, 0, 1, 2] } },
      attributes: { axis: 0 },
    },
    {
      shapes: { data: [2, 4] },
      constants: { indices: { dtype: 'int64', shape: [2, 1], data: [3, 0] } },
      attributes: { axis: 1 },
    },
  ],
  doc: {
    summary: 'Elements by index along an axis.',
    gradient: 'dX = dY added up by index',
    source: 'https://onnx.ai/onnx/operators/onnx__GatherElements.html',
  },
}
