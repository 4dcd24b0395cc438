import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { log } from './log.ts'
import { mul } from './mul.ts'
import { sqrt } from './sqrt.ts'

/** Inverse hyperbolic sine, element-wise. */
export function asinh(x: Value): Value {
  return x.graph.emit(asinhOp, { input: x }, {}).output
}

export const asinhOp: Op<'input', 'output'> = {
  type: 'Asinh',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, sqrt(add(mul(input, input), 1))) }),
  reference: ({ input }) => ({ output: log(add(input, sqrt(add(mul(input, input), 1)))) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [-3, 3] },
    { shapes: { input: [] }, range: [-3, 3] },
  ],
  doc: {
    summary: 'Inverse hyperbolic sine, element-wise.',
    gradient: 'dX = dY / √(X² + 1)',
    source: 'https://onnx.ai/onnx/operators/onnx__Asinh.html',
  },
}
