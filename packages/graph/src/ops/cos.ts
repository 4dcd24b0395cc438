import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sin } from './sin.ts'

/** Cosine of radians, element-wise. */
export function cos(x: Value): Value {
  return x.graph.emit(cosOp, { input: x }, {}).output
}

export const cosOp: Op<'input', 'output'> = {
  type: 'Cos',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: neg(mul(grad.output, sin(input))) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'Cosine of radians, element-wise.',
    gradient: 'dX = −dY·sin X',
    source: 'https://onnx.ai/onnx/operators/onnx__Cos.html',
  },
}
