import { ShapeError } from '@towerkit/core'
import { productOf, quotientOf, sameShape, type Dimension, type Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/**
 * The elements of `x` in another shape.
 *
 * @param shape One entry may be -1: the remaining length.
 *
 * @example
 * reshape(hidden, ['batch', 'sequence', 12, 32]) // from ['batch', 'sequence', 384]
 */
export function reshape(x: Value, shape: Shape): Value {
  const resolved = shape.includes(-1) ? withRemainder(x.shape, shape) : shape
  if (sameShape(x.shape, resolved)) return x
  return x.graph.emit(reshapeOp, { data: x, shape: runTimeShape(x, resolved) }, {}).reshaped
}

export const reshapeOp: Op<'data' | 'shape', 'reshaped'> = {
  type: 'Reshape',
  since: 14,
  inputs: ['data', 'shape'],
  outputs: ['reshaped'],
  attributes: {},
  infer: ({ inputs: { data, shape } }) => {
    const target = knownElements('reshape', shape).map((dimension, axis) =>
      dimension === 0 ? data.shape[axis]! : dimension,
    )
    const resolved = target.includes(-1) ? withRemainder(data.shape, target) : target
    if (productOf(resolved) !== productOf(data.shape)) {
      throw new ShapeError(
        `reshape: [${data.shape}] has ${productOf(data.shape)} elements, [${resolved}] has ${productOf(resolved)}.`,
        { from: data.shape, to: resolved },
      )
    }
    return { reshaped: { dtype: data.dtype, shape: resolved, ...(data.elements && { elements: data.elements }) } }
  },
  gradient: ({ inputs: { data }, grad }) => ({ data: reshape(grad.reshaped, data.shape) }),
  evaluate: ({ data, shape }) => {
    const target = Array.from(shape!.data, Number).map((dimension, axis) =>
      dimension === 0 ? data!.shape[axis]! : dimension,
    )
    return {
      reshaped: { ...data!, shape: (target.includes(-1) ? withRemainder(data!.shape, target) : target) as number[] },
    }
  },
  samples: [
    { shapes: { data: [2, 6] }, constants: { shape: { dtype: 'int64', shape: [3], data: [0, 3, -1] } } },
    { shapes: { data: [1] }, constants: { shape: { dtype: 'int64', shape: [0], data: [] } } },
  ],
  doc: {
    summary: 'The same elements in another shape.',
    gradient: 'dX = dY in the shape of X',
    source: 'https://onnx.ai/onnx/operators/onnx__Reshape.html',
  },
}

function withRemainder(from: Shape, to: Shape): Dimension[] {
  const rest = quotientOf(productOf(from), productOf(to.filter(dimension => dimension !== -1)))
  if (rest === undefined) throw new ShapeError(`reshape: [${from}] does not divide into [${to}].`, { from, to })
  return to.map(dimension => (dimension === -1 ? rest : dimension))
}

/**
 * Prefers 0 (the same axis of the input) and -1 (the rest) to reading lengths at run time: both keep the shape a
 * constant.
 */
function runTimeShape(x: Value, shape: Shape): Value {
  let rest = -1
  const constants = shape.map((dimension, axis) => {
    if (typeof dimension === 'number') return dimension
    if (x.shape[axis] === dimension) return 0
    return rest < 0 ? ((rest = axis), -1) : undefined
  })
  return constants.includes(undefined) ? x.graph.shapeTensor(shape) : x.graph.constant(constants as number[], 'int64')
}
