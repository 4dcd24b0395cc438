import { resolveAxis } from '../axes.ts'
import { constantData } from '../constant-data.ts'
import type { Op } from '../op.ts'
import { scatterAlongAxis } from '../scatter-along-axis.ts'
import type { Value } from '../value.ts'

/** The entries of `x` along `axis` that `indices` names: result shape x[..axis], indices..., x[axis..]. */
export function gather(x: Value, indices: Value, axis = 0): Value {
  return x.graph.emit(gatherOp, { data: x, indices }, { axis: resolveAxis('gather', axis, x.shape.length) }).output
}

export const gatherOp: Op<'data' | 'indices', 'output', { axis: number }> = {
  type: 'Gather',
  since: 13,
  inputs: ['data', 'indices'],
  outputs: ['output'],
  attributes: { axis: 'int' },
  defaults: { axis: 0 },
  infer: ({ inputs: { data, indices }, attributes: { axis } }) => {
    const picked =
      data.elements && indices.elements?.every(index => typeof index === 'number')
        ? indices.elements.map(index => data.elements!.at(index as number)!)
        : undefined
    return {
      output: {
        dtype: data.dtype,
        shape: [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)],
        ...(picked && { elements: picked }),
      },
    }
  },
  gradient: ({ inputs: { data, indices }, grad, attributes: { axis } }) => ({
    data: scatterAlongAxis(grad.output, { indices, axis, shape: data.shape }),
  }),
  evaluate: ({ data, indices }, { axis }) => {
    // Only entries of vectors are folded: dimensions are picked from shapes in this way.
    if (data!.shape.length !== 1 || axis !== 0) return undefined
    const picked = Array.from(indices!.data as ArrayLike<number | bigint>, index =>
      Number(data!.data.at(Number(index))!),
    )
    return { output: { dtype: data!.dtype, shape: indices!.shape, data: constantData(picked, data!.dtype) } }
  },
  samples: [
    {
      shapes: { data: [4, 3] },
      constants: { indices: { dtype: 'int64', shape: [2, 3], data: [0, 2, 2, 3, 0, 0] } },
      attributes: { axis: 0 },
    },
    {
      shapes: { data: [2, 4, 3] },
      constants: { indices: { dtype: 'int64', shape: [3], data: [1, 1, 3] } },
      attributes: { axis: 1 },
    },
    {
      shapes: { data: [2, 4] },
      constants: { indices: { dtype: 'int64', shape: [], data: [2] } },
      attributes: { axis: 1 },
    },
  ],
  doc: {
    summary: 'Entries along an axis by index: an embedding table.',
    gradient: 'dX = dY added up by index',
    source: 'https://onnx.ai/onnx/operators/onnx__Gather.html',
  },
}
