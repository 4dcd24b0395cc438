import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { sameShape } from '../dimension.ts'
import type { Inputs, Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** Vectors of a batch normalisation, each with one entry for each channel. */
export interface BatchNormalizationVectors {
  readonly scale: Value
  readonly bias: Value
  /** Means and variances of the channels, as they were in training. */
  readonly mean: Value
  readonly variance: Value
}

type Vectors = 'scale' | 'B' | 'input_mean' | 'input_var'

/**
 * Batch normalisation as it serves, with given means and variances: (x − mean) / √(variance + ε) · scale + bias for
 * each channel.
 *
 * @param x [batch, channels, ...]
 * @see Ioffe and Szegedy, Batch normalization, 2015, algorithm 2.
 */
export function batchNormalization(
  x: Value,
  { scale, bias, mean, variance }: BatchNormalizationVectors,
  options: { readonly epsilon?: number } = {},
): Value {
  const { epsilon = 1e-5 } = requireKnownOptions('batchNormalization', options, { epsilon: true })
  return x.graph.emit(
    batchNormalizationOp,
    { X: x, scale, B: bias, input_mean: mean, input_var: variance },
    { epsilon },
  ).Y
}

export const batchNormalizationOp: Op<'X' | Vectors, 'Y', { epsilon: number }> = {
  type: 'BatchNormalization',
  since: 15,
  inputs: ['X', 'scale', 'B', 'input_mean', 'input_var'],
  outputs: ['Y'],
  attributes: { epsilon: 'float' },
  defaults: { epsilon: 1e-5 },
  infer: ({ inputs: { X, ...vectors } }) => {
    for (const [name, { shape }] of Object.entries(vectors)) {
      if (!sameShape(shape, X.shape.slice(1, 2)))
        throw new ShapeError(
          `batchNormalization: ${name} [${shape}] for [${X.shape}]. Give one entry for each channel.`,
          { shape: X.shape, [name]: shape },
        )
    }
    return { Y: { dtype: X.dtype, shape: X.shape } }
  },
  gradient: ({ inputs, grad, attributes }) => {
    const { X, scale, input_mean, input_var } = inputs
    const factor = factorOf(inputs, attributes)
    const perChannel = (value: Value) =>
      reduceSum(
        value,
        [...X.shape.keys()].filter(axis => axis !== 1),
      )
    const sum = perChannel(grad.Y)
    const product = perChannel(mul(grad.Y, sub(X, channels(input_mean, X))))
    const variance = add(input_var, attributes.epsilon)
    return {
      X: mul(grad.Y, channels(factor, X)),
      scale: div(product, sqrt(variance)),
      B: sum,
      input_mean: neg(mul(sum, factor)),
      input_var: mul(div(mul(product, scale), mul(variance, sqrt(variance))), -0.5),
    }
  },
  reference: (inputs, attributes) => {
    const { X, B, input_mean } = inputs
    const factor = factorOf(inputs, attributes)
    return { Y: add(mul(X, channels(factor, X)), channels(sub(B, mul(input_mean, factor)), X)) }
  },
  samples: [
    {
      shapes: { X: [2, 3, 4, 5], scale: [3], B: [3], input_mean: [3], input_var: [3] },
      range: [0.5, 1.5],
      attributes: { epsilon: 1e-5 },
    },
    {
      shapes: { X: [4, 3], scale: [3], B: [3], input_mean: [3], input_var: [3] },
      range: [0.5, 1.5],
      attributes: { epsilon: 1e-2 },
    },
  ],
  doc: {
    summary: 'Batch normalisation with given statistics: (X − mean) / √(variance + ε) · scale + B.',
    gradient:
      'dX = dY·scale/σ; dScale = Σ dY·(X − mean)/σ; dB = Σ dY; dMean = −Σ dY·scale/σ; dVariance = −½ Σ ' +
      'dY·scale·(X − mean)/σ³, σ = √(variance + ε)',
    source: 'https://onnx.ai/onnx/operators/onnx__BatchNormalization.html',
  },
}

function factorOf({ scale, input_var }: Inputs<'X' | Vectors, never>, { epsilon }: { epsilon: number }): Value {
  return div(scale, sqrt(add(input_var, epsilon)))
}

/** A vector in the shape that broadcasts along the channels of `x`. */
function channels(vector: Value, x: Value): Value {
  return reshape(vector, [vector.shape[0]!, ...x.shape.slice(2).map(() => 1)])
}
