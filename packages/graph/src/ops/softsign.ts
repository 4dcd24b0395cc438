import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { abs } from './abs.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'

/** Softsign, element-wise: x / (1 + |x|). */
export function softsign(x: Value): Value {
  return x.graph.emit(softsignOp, { input: x }, {}).output
}

export const softsignOp: Op<'input', 'output'> = {
  type: 'Softsign',
  since: 1,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => {
    const base = add(abs(input), 1)
    return { input: div(grad.output, mul(base, base)) }
  },
  reference: ({ input }) => ({ output: div(input, add(abs(input), 1)) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [0.5, 2] },
    { shapes: { input: [] }, range: [-2, -0.5] },
  ],
  doc: {
    summary: 'Softsign: X / (1 + |X|).',
    gradient: 'dX = dY / (1 + |X|)²',
    source: 'https://onnx.ai/onnx/operators/onnx__Softsign.html',
  },
}
