import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { requireSameDtype } from '../broadcasting.ts'
import { columnSums, weightedColumnSums } from '../column-sums.ts'
import { productOf, sameShape, type Shape } from '../dimension.ts'
import { lengthOf } from '../length-of.ts'
import type { GradientContext, Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { expand } from './expand.ts'
import { matmul } from './matmul.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { reciprocal } from './reciprocal.ts'
import { reduceMean } from './reduce-mean.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** Options of `layerNormalization`. */
export interface LayerNormalizationOptions {
  /** Added to every element afterwards; shape x.shape[axis..]. */
  readonly bias?: Value
  /** First of the axes that are normalised together. Default -1. */
  readonly axis?: number
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
}

/**
 * Layer normalisation: (x − mean) / √(variance + ε) · scale + bias, over the axes from `axis` on.
 *
 * @param scale Shape x.shape[axis..].
 * @see Ba, Kiros and Hinton, Layer normalization, 2016, equation 4.
 */
export function layerNormalization(x: Value, scale: Value, options: LayerNormalizationOptions = {}): Value {
  const {
    bias,
    axis = -1,
    epsilon = 1e-5,
  } = requireKnownOptions('layerNormalization', options, { bias: true, axis: true, epsilon: true })
  const attributes = { axis: resolveAxis('layerNormalization', axis, x.shape.length), epsilon }
  return x.graph.emit(layerNormalizationOp, { X: x, Scale: scale, ...(bias && { B: bias }) }, attributes).Y
}

type Rule = GradientContext<'X' | 'Scale', 'Y' | 'Mean' | 'InvStdDev', { axis: number; epsilon: number }, 'B'>

export const layerNormalizationOp: Op<
  'X' | 'Scale',
  'Y' | 'Mean' | 'InvStdDev',
  { axis: number; epsilon: number },
  'B'
> = {
  type: 'LayerNormalization',
  since: 17,
  inputs: ['X', 'Scale', 'B'],
  optional: ['B'],
  outputs: ['Y', 'Mean', 'InvStdDev'],
  optionalOutputs: ['Mean', 'InvStdDev'],
  attributes: { axis: 'int', epsilon: 'float' },
  defaults: { axis: -1, epsilon: 1e-5 },
  infer: ({ inputs: { X, Scale, B }, attributes: { axis } }) => {
    const first = resolveAxis('layerNormalization', axis, X.shape.length)
    for (const operand of B ? [Scale, B] : [Scale]) {
      requireSameDtype('layerNormalization', X, operand)
      if (!sameShape(operand.shape, X.shape.slice(first))) {
        throw new ShapeError(
          `layerNormalization: [${operand.shape}] for [${X.shape}] from axis ${first} on. Scale and bias have the ` +
            'shape of the normalised axes.',
          { shape: X.shape, operand: operand.shape },
        )
      }
    }
    const statistics = { dtype: X.dtype, shape: X.shape.map((dimension, i) => (i < first ? dimension : 1)) }
    return { Y: { dtype: X.dtype, shape: X.shape }, Mean: statistics, InvStdDev: statistics }
  },
  gradient: context => {
    const {
      inputs: { X, B },
      attributes: { axis },
    } = context
    const { Y } = context.grad as Partial<typeof context.grad>
    const lead = resolveAxis('layerNormalization', axis, X.shape.length)
    return {
      ...(Y && B && { B: columnSums(Y, lead) }),
      ...inputAndScaleGradients(context, X.shape.slice(0, lead), X.shape.slice(lead)),
    }
  },
  reference: ({ X, Scale, B }, { axis, epsilon }) => {
    const axes = [...X.shape.keys()].slice(axis)
    const mean = reduceMean(X, axes, { keepDimensions: true })
    const centred = sub(X, mean)
    const inverse = reciprocal(sqrt(add(reduceMean(mul(centred, centred), axes, { keepDimensions: true }), epsilon)))
    const scaled = mul(mul(centred, inverse), Scale)
    return { Y: B ? add(scaled, B) : scaled, Mean: mean, InvStdDev: inverse }
  },
  samples: [
    { shapes: { X: [3, 8], Scale: [8], B: [8] }, attributes: { axis: 1, epsilon: 1e-5 } },
    { shapes: { X: [2, 3, 8], Scale: [8] }, attributes: { axis: 2, epsilon: 1e-2 } },
    { shapes: { X: [2, 3, 4], Scale: [3, 4], B: [3, 4] }, attributes: { axis: 1, epsilon: 1e-5 } },
    { shapes: { X: [3, 8], Scale: [8], B: [8] }, attributes: { axis: 1, epsilon: 1e-5 }, outputs: ['Y'] },
    { shapes: { X: [3, 8], Scale: [8], B: [8] }, attributes: { axis: 1, epsilon: 1e-5 }, outputs: ['InvStdDev'] },
  ],
  doc: {
    summary: 'Layer normalisation: (X − mean) / √(variance + ε) · scale + bias.',
    gradient: 'dX = σ⁻¹·(w − mean(w) − x̂·mean(w·x̂)), w = dY·scale; dScale = Σ dY·x̂; dB = Σ dY',
    source: 'https://onnx.ai/onnx/operators/onnx__LayerNormalization.html',
  },
}

/**
 * All in matrices [rows, width]. With c = X − Mean and σ⁻¹ = InvStdDev, what a row is multiplied by is gathered in
 * columns [rows, 1], so that few passes over a whole matrix are left: dX = σ⁻¹·dY·scale − c·slope − offset.
 */
function inputAndScaleGradients(
  { inputs: { X, Scale }, outputs, grad: all }: Rule,
  leading: Shape,
  normalised: Shape,
): { X?: Value; Scale?: Value } {
  const grad: Partial<typeof all> = all
  const rows = productOf(leading)
  const width = productOf(normalised)
  const column = (value: Value) => reshape(value, [rows, 1])
  const count = lengthOf(X.graph, width, X.dtype)
  const inverse = column(outputs.InvStdDev)
  const centred = sub(reshape(X, [rows, width]), column(outputs.Mean))

  // d(InvStdDev)/dX = −c·σ⁻³ / width and d(Mean)/dX = 1 / width.
  const slopes = grad.InvStdDev ? [column(grad.InvStdDev)] : []
  const offsets = grad.Mean ? [neg(column(grad.Mean))] : []
  let scaled: Value | undefined
  let scale: Value | undefined
  if (grad.Y) {
    const dY = reshape(grad.Y, [rows, width])
    const weighted = mul(dY, reshape(Scale, [width]))
    const product = mul(dY, centred)
    slopes.push(matmul(product, reshape(Scale, [width, 1])))
    offsets.push(mul(reduceSum(weighted, [1], { keepDimensions: true }), inverse))
    scaled = mul(weighted, inverse)
    scale = weightedColumnSums(product, reshape(inverse, [1, rows]), normalised)
  }
  const slope =
    slopes.length > 0
      ? mul(
          centred,
          mul(
            slopes.reduce((sum, part) => add(sum, part)),
            div(mul(inverse, mul(inverse, inverse)), count),
          ),
        )
      : undefined
  const offset =
    offsets.length > 0
      ? div(
          offsets.reduce((sum, part) => add(sum, part)),
          count,
        )
      : undefined
  const centredPart = slope ? (scaled ? sub(scaled, slope) : neg(slope)) : scaled
  const x = offset ? (centredPart ? sub(centredPart, offset) : expand(neg(offset), [rows, width])) : centredPart
  return { ...(x && { X: reshape(x, X.shape) }), ...(scale && { Scale: scale }) }
}
