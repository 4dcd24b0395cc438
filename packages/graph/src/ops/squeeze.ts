import { ShapeError } from '@towerkit/core'
import { resolveAxes } from '../axes.ts'
import type { Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'

/** `x` without these axes, each of length 1. */
export function squeeze(x: Value, axes: readonly number[]): Value {
  return axes.length === 0
    ? x
    : x.graph.emit(squeezeOp, { data: x, axes: x.graph.constant(axes, 'int64') }, {}).squeezed
}

export const squeezeOp: Op<'data' | 'axes', 'squeezed'> = {
  type: 'Squeeze',
  since: 13,
  inputs: ['data', 'axes'],
  outputs: ['squeezed'],
  attributes: {},
  infer: ({ inputs: { data, axes } }) => {
    const shape = squeezedShape(data.shape, knownElements('squeeze', axes) as readonly number[])
    return { squeezed: { dtype: data.dtype, shape, ...(data.elements && { elements: data.elements }) } }
  },
  gradient: ({ inputs: { data }, grad }) => ({ data: reshape(grad.squeezed, data.shape) }),
  evaluate: ({ data, axes }) => ({
    squeezed: { ...data!, shape: squeezedShape(data!.shape, Array.from(axes!.data, Number)) as number[] },
  }),
  samples: [
    { shapes: { data: [1, 3, 1] }, constants: { axes: { dtype: 'int64', shape: [2], data: [0, 2] } } },
    { shapes: { data: [2, 1] }, constants: { axes: { dtype: 'int64', shape: [1], data: [-1] } } },
  ],
  doc: {
    summary: 'Takes axes of length 1 away.',
    gradient: 'dX = dY in the shape of X',
    source: 'https://onnx.ai/onnx/operators/onnx__Squeeze.html',
  },
}

function squeezedShape(shape: Shape, axes: readonly number[]): Shape {
  const removed = resolveAxes('squeeze', axes, shape.length)
  const wrong = removed.find(axis => shape[axis] !== 1)
  if (wrong !== undefined)
    throw new ShapeError(`squeeze: axis ${wrong} of [${shape}] has length ${shape[wrong]}. Name axes of length 1.`, {
      axis: wrong,
      shape,
    })
  return shape.filter((_, axis) => !removed.includes(axis))
}
