import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { asin } from './asin.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** Arc cosine in radians, element-wise. */
export function acos(x: Value): Value {
  return x.graph.emit(acosOp, { input: x }, {}).output
}

export const acosOp: Op<'input', 'output'> = {
  type: 'Acos',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: neg(div(grad.output, sqrt(sub(1, mul(input, input))))) }),
  reference: ({ input }) => ({ output: sub(Math.PI / 2, asin(input)) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [-0.8, 0.8] },
    { shapes: { input: [] }, range: [-0.8, 0.8] },
  ],
  doc: {
    summary: 'Arc cosine in radians, element-wise.',
    gradient: 'dX = −dY / √(1 − X²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Acos.html',
  },
}
