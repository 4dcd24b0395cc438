import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { exp } from './exp.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { sub } from './sub.ts'

/** Logarithm of the softmax over one axis: x − ln Σ eˣ, without overflow. */
export function logSoftmax(x: Value, axis = -1): Value {
  return x.graph.emit(logSoftmaxOp, { input: x }, { axis: resolveAxis('logSoftmax', axis, x.shape.length) }).output
}

export const logSoftmaxOp: Op<'input', 'output', { axis: number }> = {
  type: 'LogSoftmax',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { axis: 'int' },
  defaults: { axis: -1 },
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ outputs: { output }, grad, attributes: { axis } }) => ({
    input: sub(grad.output, mul(exp(output), reduceSum(grad.output, [axis], { keepDimensions: true }))),
  }),
  samples: [
    { shapes: { input: [2, 5] }, attributes: { axis: 1 } },
    { shapes: { input: [2, 5, 3] }, attributes: { axis: 1 } },
  ],
  doc: {
    summary: 'Logarithm of the softmax over one axis.',
    gradient: 'dX = dY − e^Y·Σ dY',
    source: 'https://onnx.ai/onnx/operators/onnx__LogSoftmax.html',
  },
}
