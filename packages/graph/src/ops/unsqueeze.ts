import { resolveAxes } from '../axes.ts'
import type { Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'

/** `x` with axes of length 1 inserted at these positions of the result. */
export function unsqueeze(x: Value, axes: readonly number[]): Value {
  return axes.length === 0
    ? x
    : x.graph.emit(unsqueezeOp, { data: x, axes: x.graph.constant(axes, 'int64') }, {}).expanded
}

export const unsqueezeOp: Op<'data' | 'axes', 'expanded'> = {
  type: 'Unsqueeze',
  since: 13,
  inputs: ['data', 'axes'],
  outputs: ['expanded'],
  attributes: {},
  infer: ({ inputs: { data, axes } }) => {
    const shape = unsqueezed(data.shape, knownElements('unsqueeze', axes) as readonly number[])
    return { expanded: { dtype: data.dtype, shape, ...(data.elements && { elements: data.elements }) } }
  },
  gradient: ({ inputs: { data }, grad }) => ({ data: reshape(grad.expanded, data.shape) }),
  evaluate: ({ data, axes }) => ({
    expanded: { ...data!, shape: unsqueezed(data!.shape, Array.from(axes!.data, Number)) as number[] },
  }),
  samples: [
    { shapes: { data: [2, 3] }, constants: { axes: { dtype: 'int64', shape: [2], data: [0, 2] } } },
    { shapes: { data: [] }, constants: { axes: { dtype: 'int64', shape: [1], data: [-1] } } },
  ],
  doc: {
    summary: 'Adds axes of length 1.',
    gradient: 'dX = dY in the shape of X',
    source: 'https://onnx.ai/onnx/operators/onnx__Unsqueeze.html',
  },
}

function unsqueezed(shape: Shape, axes: readonly number[]): Shape {
  const rank = shape.length + axes.length
  const added = resolveAxes('unsqueeze', axes, rank)
  const left = [...shape]
  return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : left.shift()!))
}
