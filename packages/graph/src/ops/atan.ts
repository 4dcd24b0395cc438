import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { sqrt } from './sqrt.ts'

/** Arc tangent in radians, element-wise. */
export function atan(x: Value): Value {
  return x.graph.emit(atanOp, { input: x }, {}).output
}

export const atanOp: Op<'input', 'output'> = {
  type: 'Atan',
  since: 7,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input }, grad }) => ({ input: div(grad.output, add(mul(input, input), 1)) }),
  reference: ({ input }) => ({ output: series(halved(halved(halved(input)))) }),
  samples: [
    { shapes: { input: [2, 3] }, range: [-3, 3] },
    { shapes: { input: [] }, range: [-3, 3] },
  ],
  doc: {
    summary: 'Arc tangent in radians, element-wise.',
    gradient: 'dX = dY / (1 + X²)',
    source: 'https://onnx.ai/onnx/operators/onnx__Atan.html',
  },
}

/** The tangent of half the angle: x / (1 + √(1 + x²)). */
function halved(x: Value): Value {
  return div(x, add(sqrt(add(mul(x, x), 1)), 1))
}

/** 8·(x − x³/3 + x⁵/5 − ...) for |x| ≤ tan(π/16): eight times an eighth of the angle, to double precision. */
function series(x: Value): Value {
  const square = mul(x, x)
  const [last, ...others] = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 8 : -8) / (2 * i + 1)).reverse() as [
    number,
    ...number[],
  ]
  const [second, ...rest] = others as [number, ...number[]]
  return mul(
    x,
    rest.reduce((sum, term) => add(mul(sum, square), term), add(mul(square, last), second)),
  )
}
