import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { cos } from './cos.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { sin } from './sin.ts'

/** Tangent of radians, element-wise. */
export function tan(x: Value): Value {
  return x.graph.emit(tanOp, { input: x }, {}).output
}

export const tanOp: Op<'input', 'output'> = {
  type: 'Tan',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ outputs: { output }, grad }) => ({ input: mul(grad.output, add(mul(output, output), 1)) }),
  reference: ({ input }) => ({ output: div(sin(input), cos(input)) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Tangent of radians, element-wise.',
    gradient: 'dX = dY·(1 + Y²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Tan.html',
  },
}
