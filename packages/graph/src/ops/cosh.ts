import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sinh } from './sinh.ts'

/** Hyperbolic cosine, element-wise. */
export function cosh(x: Value): Value {
  return x.graph.emit(coshOp, { input: x }, {}).output
}

export const coshOp: Op<'input', 'output'> = {
  type: 'Cosh',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: mul(grad.output, sinh(input)) }),
  reference: ({ input }) => ({ output: mul(add(exp(input), exp(neg(input))), 0.5) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Hyperbolic cosine, element-wise.',
    gradient: 'dX = dY·sinh X',
    source: 'https://onnx.ai/onnx/operators/onnx__Cosh.html',
  },
}
