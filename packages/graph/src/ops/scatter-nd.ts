import { ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { gatherNd } from './gather-nd.ts'

/**
 * `x` with `updates` written at `indices`. To add them up use `scatterElements`: ONNX Runtime 1.30 adds ScatterND's
 * updates from several threads without a lock, and loses some.
 *
 * @param indices int64 [..., depth]: each last axis names a position in the first `depth` axes of `x`, none of them
 *   twice.
 * @param updates indices.shape[..-1] followed by x.shape[depth..].
 */
export function scatterNd(x: Value, indices: Value, updates: Value): Value {
  return x.graph.emit(scatterNdOp, { data: x, indices, updates }, { reduction: 'none' as const }).output
}

export const scatterNdOp: Op<'data' | 'indices' | 'updates', 'output', { reduction: 'none' | 'add' }> = {
  type: 'ScatterND',
  since: 18,
  inputs: ['data', 'indices', 'updates'],
  outputs: ['output'],
  attributes: { reduction: 'string' },
  defaults: { reduction: 'none' },
  infer: ({ inputs: { data, indices, updates } }) => {
    const depth = indices.shape.at(-1)
    if (
      typeof depth !== 'number' ||
      depth > data.shape.length ||
      updates.shape.join() !== [...indices.shape.slice(0, -1), ...data.shape.slice(depth)].join()
    ) {
      throw new ShapeError(
        `scatterNd: data [${data.shape}], indices [${indices.shape}] and updates [${updates.shape}] do not fit.`,
        { data: data.shape, indices: indices.shape, updates: updates.shape },
      )
    }
    return { output: { dtype: data.dtype, shape: data.shape } }
  },
  gradient: ({ inputs: { indices, updates }, grad, attributes: { reduction } }) => ({
    data:
      reduction === 'add'
        ? grad.output
        : scatterNd(grad.output, indices, expand(grad.output.graph.constant(0, updates.dtype), updates.shape)),
    updates: gatherNd(grad.output, indices),
  }),
  samples: [
    {
      shapes: { data: [4, 3], updates: [5, 3] },
      constants: { indices: { dtype: 'int64', shape: [5, 1], data: [0, 2, 2, 3, 0] } },
      attributes: { reduction: 'add' },
    },
    {
      shapes: { data: [4, 3], updates: [2] },
      constants: { indices: { dtype: 'int64', shape: [2, 2], data: [0, 2, 3, 1] } },
      attributes: { reduction: 'none' },
    },
  ],
  doc: {
    summary: 'Writes or adds slices by index.',
    gradient: 'add: dX = dY, dU = dY at the indices; none: dX is zero at the indices',
    source: 'https://onnx.ai/onnx/operators/onnx__ScatterND.html',
  },
}
