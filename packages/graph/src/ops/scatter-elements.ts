import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { sameShape } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { gatherElements } from './gather-elements.ts'

/** Options of `scatterElements`. */
export interface ScatterElementsOptions {
  /** Axis that the indices count along. Default 0. */
  readonly axis?: number
  /** 'add' sums what falls on one element; with 'none' no element must be named twice. Default 'none'. */
  readonly reduction?: 'none' | 'add'
}

/**
 * `x` with `updates` written, or added, at `indices` along one axis.
 *
 * The order of additions is fixed, so that a training step can be replayed to the bit. (ScatterND adds from several
 * threads without a lock in ONNX Runtime 1.30 and loses updates.)
 *
 * @param indices int64, the shape of `updates`.
 */
export function scatterElements(x: Value, indices: Value, updates: Value, options: ScatterElementsOptions = {}): Value {
  const { axis = 0, reduction = 'none' } = requireKnownOptions('scatterElements', options, {
    axis: true,
    reduction: true,
  })
  return x.graph.emit(
    scatterElementsOp,
    { data: x, indices, updates },
    { axis: resolveAxis('scatterElements', axis, x.shape.length), reduction },
  ).output
}

export const scatterElementsOp: Op<
  'data' | 'indices' | 'updates',
  'output',
  { axis: number; reduction: 'none' | 'add' }
> = {
  type: 'ScatterElements',
  since: 18,
  inputs: ['data', 'indices', 'updates'],
  outputs: ['output'],
  attributes: { axis: 'int', reduction: 'string' },
  defaults: { axis: 0, reduction: 'none' },
  infer: ({ inputs: { data, indices, updates } }) => {
    if (!sameShape(indices.shape, updates.shape) || indices.shape.length !== data.shape.length) {
      throw new ShapeError(
        `scatterElements: data [${data.shape}], indices [${indices.shape}] and updates [${updates.shape}] do not fit.`,
        { data: data.shape, indices: indices.shape, updates: updates.shape },
      )
    }
    return { output: { dtype: data.dtype, shape: data.shape } }
  },
  gradient: ({ inputs: { indices, updates }, grad, attributes: { axis, reduction } }) => ({
    data:
      reduction === 'add'
        ? grad.output
        : scatterElements(grad.output, indices, expand(updates.graph.constant(0, updates.dtype), updates.shape), {
            axis,
          }),
    updates: gatherElements(grad.output, indices, axis),
  }),
  samples: [
    {
      shapes: { data: [3, 2], updates: [4, 2] },
      constants: { indices: { dtype: 'int64', shape: [4, 2], data: [0, 1, 2, 2, 0, 0, 1, 2] } },
      attributes: { axis: 0, reduction: 'add' },
    },
    {
      shapes: { data: [2, 4], updates: [2, 2] },
      constants: { indices: { dtype: 'int64', shape: [2, 2], data: [0, 3, 2, 1] } },
      attributes: { axis: 1, reduction: 'none' },
    },
  ],
  doc: {
    summary: 'Writes or adds elements by index along an axis.',
    gradient: 'add: dX = dY, dU = dY at the indices; none: dX is zero at the indices',
    source: 'https://onnx.ai/onnx/operators/onnx__ScatterElements.html',
  },
}
