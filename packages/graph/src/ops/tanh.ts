import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'

/** Hyperbolic tangent, element-wise. */
export function tanh(x: Value): Value {
  return x.graph.emit(tanhOp, { input: x }, {}).output
}

export const tanhOp: Op<'input', 'output'> = {
  type: 'Tanh',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ outputs: { output }, grad }) => ({ input: sub(grad.output, mul(grad.output, mul(output, output))) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Hyperbolic tangent, element-wise.',
    gradient: 'dX = dY − dY·Y²',
    source: 'https://onnx.ai/onnx/operators/onnx__Tanh.html',
  },
}
