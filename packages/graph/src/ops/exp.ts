import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'

/** Exponential, element-wise. */
export function exp(x: Value): Value {
  return x.graph.emit(expOp, { input: x }, {}).output
}

export const expOp: Op<'input', 'output'> = {
  type: 'Exp',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ outputs: { output }, grad }) => ({ input: mul(grad.output, output) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Exponential, element-wise.',
    gradient: 'dX = dY·Y',
    source: 'https://onnx.ai/onnx/operators/onnx__Exp.html',
  },
}
