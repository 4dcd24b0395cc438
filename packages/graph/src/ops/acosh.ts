import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { log } from './log.ts'
import { mul } from './mul.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** Inverse hyperbolic cosine, element-wise. */
export function acosh(x: Value): Value {
  return x.graph.emit(acoshOp, { input: x }, {}).output
}

export const acoshOp: Op<'input', 'output'> = {
  type: 'Acosh',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, sqrt(sub(mul(input, input), 1))) }),
  reference: ({ input }) => ({ output: log(add(input, sqrt(sub(mul(input, input), 1)))) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [1.2, 3] },
    { shapes: { input: [] }, range: [1.2, 3] },
  ],
  doc: {
    summary: 'Inverse hyperbolic cosine, element-wise.',
    gradient: 'dX = dY / √(X² − 1)',
    source: 'https://onnx.ai/onnx/operators/onnx__Acosh.html',
  },
}
