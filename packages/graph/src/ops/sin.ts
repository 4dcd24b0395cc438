import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { cos } from './cos.ts'
import { mul } from './mul.ts'

/** Sine of radians, element-wise. */
export function sin(x: Value): Value {
  return x.graph.emit(sinOp, { input: x }, {}).output
}

export const sinOp: Op<'input', 'output'> = {
  type: 'Sin',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: mul(grad.output, cos(input)) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Sine of radians, element-wise.',
    gradient: 'dX = dY·cos X',
    source: 'https://onnx.ai/onnx/operators/onnx__Sin.html',
  },
}
