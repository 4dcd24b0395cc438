import { broadcastShapes, broadcastTypes, operands, unbroadcast } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** `x` where `condition` holds, else `y`, element-wise with broadcasting. A number counts as a scalar. */
export function where(condition: Value, x: Value | number, y: Value | number): Value {
  const [X, Y] = operands('where', x, y)
  return condition.graph.emit(whereOp, { condition, X, Y }, {}).output
}

export const whereOp: Op<'condition' | 'X' | 'Y', 'output'> = {
  type: 'Where',
  since: 16,
  inputs: ['condition', 'X', 'Y'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { condition, X, Y } }) => {
    const { dtype, shape } = broadcastTypes('where', X, Y)
    return { output: { dtype, shape: broadcastShapes('where', condition.shape, shape) } }
  },
  gradient: ({ inputs: { condition, X, Y }, grad }) => ({
    X: unbroadcast(where(condition, grad.output, 0), X),
    Y: unbroadcast(where(condition, 0, grad.output), Y),
  }),
  samples: [
    {
      shapes: { X: [2, 3], Y: [3] },
      constants: { condition: { dtype: 'bool', shape: [2, 3], data: [1, 0, 1, 0, 0, 1] } },
    },
    { shapes: { X: [], Y: [2, 2] }, constants: { condition: { dtype: 'bool', shape: [2, 1], data: [1, 0] } } },
  ],
  doc: {
    summary: 'Chooses element-wise between two tensors.',
    gradient: 'dX = dY where the condition holds, dY elsewhere',
    source: 'https://onnx.ai/onnx/operators/onnx__Where.html',
  },
}
