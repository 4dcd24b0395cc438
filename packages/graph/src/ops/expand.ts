import { broadcastShapes, unbroadcast } from '../broadcasting.ts'
import { sameShape, type Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Repeats `x` along axes of length 1, and in front, to `shape`. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape)
    ? x
    : x.graph.emit(expandOp, { input: x, shape: x.graph.shapeTensor(shape) }, {}).output
}

export const expandOp: Op<'input' | 'shape', 'output'> = {
  type: 'Expand',
  since: 13,
  inputs: ['input', 'shape'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input, shape } }) => ({
    output: { dtype: input.dtype, shape: broadcastShapes('expand', input.shape, knownElements('expand', shape)) },
  }),
  gradient: ({ inputs: { input }, grad }) => ({ input: unbroadcast(grad.output, input) }),
  samples: [
    { shapes: { input: [3, 1] }, constants: { shape: { dtype: 'int64', shape: [3], data: [2, 3, 4] } } },
    { shapes: { input: [] }, constants: { shape: { dtype: 'int64', shape: [1], data: [5] } } },
  ],
  doc: {
    summary: 'Broadcasts a tensor to a shape.',
    gradient: 'dX = ΣdY over the repeated axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Expand.html',
  },
}
