import { broadcastTypes, operands, unbroadcast } from '../broadcasting.ts'
import { isFloat } from '../dtype.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'

/** Remainder, element-wise with broadcasting. It has the sign of `b` for whole numbers, of `a` for floats. */
export function mod(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('mod', a, b)
  return A.graph.emit(modOp, { A, B }, { fmod: isFloat(A.dtype) ? 1 : 0 }).C
}

export const modOp: Op<'A' | 'B', 'C', { fmod: number }> = {
  type: 'Mod',
  since: 13,
  inputs: ['A', 'B'],
  outputs: ['C'],
  attributes: { fmod: 'int' },
  defaults: { fmod: 0 },
  infer: ({ inputs: { A, B } }) => ({ C: broadcastTypes('mod', A, B) }),
  gradient: ({ inputs: { A, B }, outputs: { C }, grad }) => ({
    A: unbroadcast(grad.C, A),
    B: unbroadcast(div(mul(grad.C, sub(C, A)), B), B),
  }),
  evaluate: ({ A, B }, { fmod }) => ({
    C: foldElementWise(A!, B!, (a, b) => (fmod === 1 ? a % b : a - b * Math.floor(a / b))),
  }),
  samples: [
    {
      shapes: {},
      constants: {
        A: { dtype: 'int64', shape: [2, 2], data: [7, -7, 3, 0] },
        B: { dtype: 'int64', shape: [2], data: [3, 4] },
      },
      attributes: { fmod: 0 },
    },
    { shapes: { A: [2, 3], B: [3] }, range: [0.5, 2], attributes: { fmod: 1 } },
  ],
  doc: {
    summary: 'Remainder, element-wise with broadcasting.',
    gradient: 'dA = dC, dB = dC·(C − A) / B: the whole quotient is constant almost everywhere',
    source: 'https://onnx.ai/onnx/operators/onnx__Mod.html',
  },
}
