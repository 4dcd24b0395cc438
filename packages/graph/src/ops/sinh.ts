import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { cosh } from './cosh.ts'
import { exp } from './exp.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sub } from './sub.ts'

/** Hyperbolic sine, element-wise. */
export function sinh(x: Value): Value {
  return x.graph.emit(sinhOp, { input: x }, {}).output
}

export const sinhOp: Op<'input', 'output'> = {
  type: 'Sinh',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: mul(grad.output, cosh(input)) }),
  reference: ({ input }) => ({ output: mul(sub(exp(input), exp(neg(input))), 0.5) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Hyperbolic sine, element-wise.',
    gradient: 'dX = dY·cosh X',
    source: 'https://onnx.ai/onnx/operators/onnx__Sinh.html',
  },
}
