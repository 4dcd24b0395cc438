import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { abs } from './abs.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { exp } from './exp.ts'
import { less } from './less.ts'
import { max } from './max.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sign } from './sign.ts'
import { sub } from './sub.ts'
import { where } from './where.ts'

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
  gradient: ({ inputs: { input }, grad }) => ({
    input: mul(grad.output, mul(exp(neg(mul(input, input))), 2 / Math.sqrt(Math.PI))),
  }),
  reference: ({ input }) => ({ output: erfReference(input) }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [2, 3] }, range: [-6, 6] }, { shapes: { input: [] } }],
  doc: {
    summary: 'Error function, element-wise.',
    gradient: 'dX = dY·2/√π·e^(−X²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Erf.html',
  },
}

/** Where the series gives way to the continued fraction: both are exact to 1e-14 there. */
const border = 2

/** erf by its series near zero and by its continued fraction elsewhere, to 1e-13. */
function erfReference(x: Value): Value {
  const size = abs(x)
  return where(less(size, border), series(x), mul(sign(x), sub(1, complement(max(size, border)))))
}

/** Maclaurin series: 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)). */
function series(x: Value): Value {
  const coefficients: number[] = []
  for (let n = 0, factorial = 1; n < 40; n++, factorial *= n)
    coefficients.push(((n % 2 === 0 ? 1 : -1) * 2) / Math.sqrt(Math.PI) / (factorial * (2 * n + 1)))
  const square = mul(x, x)
  const sum = coefficients
    .slice(0, -1)
    .reduceRight((rest, coefficient) => add(mul(rest, square), coefficient), mul(square, 0))
  return mul(x, sum)
}

/** erfc for x ≥ 2: e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + ...)))), Laplace's continued fraction. */
function complement(x: Value): Value {
  let tail = x
  for (let k = 80; k >= 1; k--) tail = add(x, div(x.graph.constant(k / 2, x.dtype), tail))
  return div(mul(exp(neg(mul(x, x))), 1 / Math.sqrt(Math.PI)), tail)
}
