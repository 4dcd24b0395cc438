import type { ConvolutionAttributes } from './convolution.ts'
import { depthwiseWeightGradient } from './depthwise-weight-gradient.ts'
import { isStatic, productOf, sameShape, type Shape } from './dimension.ts'
import { conv } from './ops/conv.ts'
import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import { transpose } from './ops/transpose.ts'
import { patchWeightGradient } from './patch-weight-gradient.ts'
import { shiftedWeightGradient } from './shifted-weight-gradient.ts'
import type { Value } from './value.ts'

/** Largest number of window positions for which one matrix product each is worth a node. */
const mostShifts = 81
/** Smallest number of channels of larger patches for which sorting their elements is worth its time. */
const fewestChannels = 16

/**
 * dW[m, c, k] = Σ over n and o of small[n, m, o]·large[n, c, stride·o + dilation·k − pad], in the form that is fastest
 * for the shapes; all forms have the same result.
 *
 * @param large The side with more elements: input of a convolution, result of a transposed one. `small` is the other
 *   side.
 * @param shape Of the weight.
 */
export function convolutionWeightGradient(
  large: Value,
  small: Value,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Value {
  const { strides, pads, dilations, group } = attributes
  const lengths = large.shape.slice(2)
  const window = shape.slice(2)
  const isPoint = window.every(length => length === 1)
  const isPatches =
    group === 1 &&
    (isPoint || Number(shape[1]) >= fewestChannels) &&
    pads.every(padding => padding === 0) &&
    dilations.every((dilation, i) => dilation === 1 || window[i] === 1) &&
    strides.every((stride, i) => stride === window[i]) &&
    sameShape(
      lengths,
      small.shape.slice(2).map((length, i) => productOf([length, strides[i]!])),
    )
  if (isPatches) return patchWeightGradient(large, small, shape)
  if (!isStatic(shape) || !isStatic(large.shape.slice(1)) || !isStatic(small.shape.slice(1)))
    return windowWeightGradient(large, small, shape, attributes)
  if (group > 1 && shape[0] === group && shape[1] === 1 && lengths.length <= 2)
    return depthwiseWeightGradient(large, small, shape, attributes)
  return Number(productOf(window)) <= mostShifts && strides.every(stride => stride === 1)
    ? shiftedWeightGradient(large, small, shape, attributes)
    : windowWeightGradient(large, small, shape, attributes)
}

/** Itself a convolution, with batch and channels swapped, and stride and dilation swapped: any shape, but slow. */
export function windowWeightGradient(
  large: Value,
  small: Value,
  shape: Shape,
  { strides, pads, dilations, group }: ConvolutionAttributes,
): Value {
  const [batch, channels, ...lengths] = large.shape
  const perGroup = Number(channels) / group
  const spatial = lengths.map((_, i) => i + 3)
  const grouped = transpose(reshape(large, [batch!, group, perGroup, ...lengths]), [2, 1, 0, ...spatial])
  const input = reshape(grouped, [perGroup, productOf([group, batch!]), ...lengths])
  const filter = transpose(small, [1, 0, ...lengths.map((_, i) => i + 2)])
  const whole = transpose(conv(input, filter, { strides: dilations, dilations: strides, pads, group }), [
    1,
    0,
    ...lengths.map((_, i) => i + 2),
  ])
  // Where the stride leaves elements over, there are more places for the window than it had.
  return lengths.reduce<Value>(
    (part, _, i) => (part.shape[i + 2] === shape[i + 2] ? part : slice(part, { axis: i + 2, end: shape[i + 2]! })),
    whole,
  )
}
