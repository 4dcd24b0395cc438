import { ShapeError } from '@towerkit/core'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { scatterElements } from './scatter-elements.ts'

/** The slices of `x` at `indices` int64 [..., depth], each naming a position in the first `depth` axes of `x`. */
export function gatherNd(x: Value, indices: Value): Value {
  return x.graph.emit(gatherNdOp, { data: x, indices }, {}).output
}

export const gatherNdOp: Op<'data' | 'indices', 'output'> = {
  type: 'GatherND',
  since: 13,
  inputs: ['data', 'indices'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { data, indices } }) => {
    const depth = indices.shape.at(-1)
    if (typeof depth !== 'number' || depth > data.shape.length)
      throw new ShapeError(
        `gatherNd: indices [${indices.shape}] into data [${data.shape}]. The last axis of the indices names axes ` +
          'of the data.',
        { data: data.shape, indices: indices.shape },
      )
    return { output: { dtype: data.dtype, shape: [...indices.shape.slice(0, -1), ...data.shape.slice(depth)] } }
  },
  gradient: ({ inputs: { data, indices }, grad }) => {
    // As one scatter along one axis, whose order of additions is fixed (see scatterElements).
    const depth = indices.shape.at(-1) as number
    const named = data.shape.slice(0, depth)
    const strides = data.graph.shapeTensor(named.map((_, axis) => productOf(named.slice(axis + 1))))
    const width = productOf(data.shape.slice(depth))
    const rows = reshape(grad.output, [productOf(indices.shape.slice(0, -1)), width])
    const positions = reshape(reduceSum(mul(indices, strides), [-1]), [rows.shape[0]!, 1])
    const zeros = expand(data.graph.constant(0, data.dtype), [productOf(named), width])
    return {
      data: reshape(scatterElements(zeros, expand(positions, rows.shape), rows, { reduction: 'add' }), data.shape),
    }
  },
  samples: [
    { shapes: { data: [4, 3] }, constants: { indices: { dtype: 'int64', shape: [5, 1], data: [0, 2, 2, 3, 0] } } },
    { shapes: { data: [4, 3] }, constants: { indices: { dtype: 'int64', shape: [3, 2], data: [0, 2, 3, 1, 0, 2] } } },
  ],
  doc: {
    summary: 'Slices by index.',
    gradient: 'dX = dY added up by index',
    source: 'https://onnx.ai/onnx/operators/onnx__GatherND.html',
  },
}
