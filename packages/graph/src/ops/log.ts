import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'

/** Natural logarithm, element-wise. */
export function log(x: Value): Value {
  return x.graph.emit(logOp, { input: x }, {}).output
}

export const logOp: Op<'input', 'output'> = {
  type: 'Log',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, input) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [0.5, 2] },
    { shapes: { input: [] }, range: [0.5, 2] },
  ],
  doc: {
    summary: 'Natural logarithm, element-wise.',
    gradient: 'dX = dY / X',
    source: 'https://onnx.ai/onnx/operators/onnx__Log.html',
  },
}
