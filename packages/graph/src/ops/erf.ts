import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { exp } from './exp.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'

/** Error function, element-wise. */
export function erf(x: Value): Value {
  return x.graph.emit(erfOp, { input: x }, {}).output
}

export const erfOp: Op<'input', 'output'> = {
  type: 'Erf',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: mul(grad.output, mul(exp(neg(mul(input, input))), 2 / Math.sqrt(Math.PI))) }),
  reference: ({ input }) => ({ output: erfSeries(input) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: { summary: 'Error function, element-wise.', gradient: 'dX = dY·2/√π·e^(−X²)', source: 'https://onnx.ai/onnx/operators/onnx__Erf.html' },
}

/** Maclaurin series, accurate to 1e-15 for |x| < 2: 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)). */
function erfSeries(x: Value): Value {
  const terms = 40
  const factorials = Array.from({ length: terms }, () => 1)
  for (let n = 1; n < terms; n++) factorials[n] = factorials[n - 1]! * n
  const coefficients = factorials.map((factorial, n) => (n % 2 === 0 ? 1 : -1) * 2 / Math.sqrt(Math.PI) / (factorial * (2 * n + 1)))
  const square = mul(x, x)
  const horner = coefficients.slice(0, -1).reduceRight((sum, coefficient) => add(mul(sum, square), coefficient), mul(square, 0 * coefficients.at(-1)!))
  return mul(x, horner)
}
