import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { erf } from './erf.ts'
import { exp } from './exp.ts'
import { mul } from './mul.ts'
import { sigmoid } from './sigmoid.ts'
import { sub } from './sub.ts'

/** Options of `gelu`. */
export interface GeluOptions {
  /** 'tanh' replaces Φ by its approximation with a hyperbolic tangent, as GPT-2 does. Default 'none': exact. */
  readonly approximate?: 'none' | 'tanh'
}

/**
 * Gaussian error linear unit, element-wise: x·Φ(x), with Φ the standard normal distribution.
 *
 * @see Hendrycks and Gimpel, Gaussian error linear units, 2016, section 2.
 */
export function gelu(x: Value, options: GeluOptions = {}): Value {
  const { approximate = 'none' } = requireKnownOptions('gelu', options, { approximate: true })
  return x.graph.emit(geluOp, { X: x }, { approximate }).Y
}

export const geluOp: Op<'X', 'Y', { approximate: 'none' | 'tanh' }> = {
  type: 'Gelu',
  since: 20,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { approximate: 'string' },
  defaults: { approximate: 'none' },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, outputs: { Y }, grad, attributes: { approximate } }) => ({
    X: mul(grad.Y, approximate === 'tanh' ? tanhSlope(X, Y) : exactSlope(X)),
  }),
  reference: ({ X }, { approximate }) => ({
    Y: mul(X, approximate === 'tanh' ? sigmoid(mul(X, tanhFactor(X))) : mul(add(erf(mul(X, Math.SQRT1_2)), 1), 0.5)),
  }),
  samples: [
    { shapes: { X: [2, 3] }, attributes: { approximate: 'none' } },
    { shapes: { X: [2, 3] }, range: [-2, 2], attributes: { approximate: 'tanh' } },
    { shapes: { X: [] }, attributes: { approximate: 'none' } },
  ],
  doc: {
    summary: 'Gaussian error linear unit: X·Φ(X).',
    gradient: 'dX = dY·(Φ(X) + X·φ(X))',
    source: 'https://onnx.ai/onnx/operators/onnx__Gelu.html',
  },
}

/**
 * Φ(x) + x·φ(x) = ½·(1 + erf u + u·e^(ln(2/√π) − u²)) with u = x/√2: the factors are inside the exponent to save a pass
 * each.
 */
function exactSlope(x: Value): Value {
  const u = mul(x, Math.SQRT1_2)
  const density = exp(sub(Math.log(2 / Math.sqrt(Math.PI)), mul(u, u)))
  return mul(add(add(erf(u), mul(u, density)), 1), 0.5)
}

const slopeAtZero = 2 * Math.sqrt(2 / Math.PI)

/** ½·(1 + tanh k) = sigmoid(2k), so the approximation is x·sigmoid(x·f) with f = 2·√(2/π)·(1 + 0.044715·x²). */
function tanhFactor(x: Value): Value {
  return add(mul(mul(x, x), slopeAtZero * 0.044715), slopeAtZero)
}

/** s + y·(1 − s)·(d(x·f)/dx), where d(x·f)/dx = 3·f − 2·f(0). */
function tanhSlope(x: Value, y: Value): Value {
  const factor = tanhFactor(x)
  const s = sigmoid(mul(x, factor))
  return add(s, mul(mul(y, sub(1, s)), sub(mul(factor, 3), 2 * slopeAtZero)))
}
