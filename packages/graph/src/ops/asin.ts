import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { atan } from './atan.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** Arc sine in radians, element-wise. */
export function asin(x: Value): Value {
  return x.graph.emit(asinOp, { input: x }, {}).output
}

export const asinOp: Op<'input', 'output'> = {
  type: 'Asin',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, sqrt(sub(1, mul(input, input)))) }),
  reference: ({ input }) => ({ output: atan(div(input, sqrt(sub(1, mul(input, input))))) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [-0.8, 0.8] },
    { shapes: { input: [] }, range: [-0.8, 0.8] },
  ],
  doc: {
    summary: 'Arc sine in radians, element-wise.',
    gradient: 'dX = dY / √(1 − X²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Asin.html',
  },
}
