import { resolveAxis } from '../axes.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { reshape } from './reshape.ts'
import { scatterElements } from './scatter-elements.ts'
import { transpose } from './transpose.ts'

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
  infer: ({ inputs: { data, indices }, attributes: { axis } }) => {
    const picked = data.elements && indices.elements?.every(index => typeof index === 'number') ? indices.elements.map(index => data.elements!.at(index as number)!) : undefined
    return { output: { dtype: data.dtype, shape: [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)], ...(picked && { elements: picked }) } }
  },
  gradient: ({ inputs: { data, indices }, grad, attributes: { axis } }) => {
    // Rows first: axis and the index axes go to the front, and all else becomes one axis, so that one scatter adds everything up.
    const count = indices.shape.length
    const indexAxes = Array.from({ length: count }, (_, i) => axis + i)
    const otherAxes = Array.from(grad.output.shape.keys()).filter(i => !indexAxes.includes(i))
    const order = [axis, ...Array.from(data.shape.keys()).filter(i => i !== axis)]
    const rest = data.shape.toSpliced(axis, 1)
    const width = productOf(rest)
    const rows = reshape(transpose(grad.output, [...indexAxes, ...otherAxes]), [productOf(indices.shape), width])
    const zeros = expand(data.graph.constant(0, data.dtype), [data.shape[axis]!, width])
    const where = expand(reshape(indices, [productOf(indices.shape), 1]), rows.shape)
    const summed = reshape(scatterElements(zeros, where, rows, { reduction: 'add' }), [data.shape[axis]!, ...rest])
    return { data: transpose(summed, order.map((_, i) => order.indexOf(i))) }
  },
  samples: [
    { shapes: { data: [4, 3] }, constants: { indices: { dtype: 'int64', shape: [2, 3], data: [0, 2, 2, 3, 0, 0] } }, attributes: { axis: 0 } },
    { shapes: { data: [2, 4, 3] }, constants: { indices: { dtype: 'int64', shape: [3], data: [1, 1, 3] } }, attributes: { axis: 1 } },
    { shapes: { data: [2, 4] }, constants: { indices: { dtype: 'int64', shape: [], data: [2] } }, attributes: { axis: 1 } },
  ],
  doc: { summary: 'Entries along an axis by index: an embedding table.', gradient: 'dX = dY added up by index', source: 'https://onnx.ai/onnx/operators/onnx__Gather.html' },
}
