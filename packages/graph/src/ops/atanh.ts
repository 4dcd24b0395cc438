import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { log } from './log.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'

/** Inverse hyperbolic tangent, element-wise. */
export function atanh(x: Value): Value {
  return x.graph.emit(atanhOp, { input: x }, {}).output
}

export const atanhOp: Op<'input', 'output'> = {
  type: 'Atanh',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, sub(1, mul(input, input))) }),
  reference: ({ input }) => ({ output: mul(log(div(add(input, 1), sub(1, input))), 0.5) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [-0.8, 0.8] },
    { shapes: { input: [] }, range: [-0.8, 0.8] },
  ],
  doc: {
    summary: 'Inverse hyperbolic tangent, element-wise.',
    gradient: 'dX = dY / (1 − X²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Atanh.html',
  },
}
