import type { ConvolutionAttributes } from './convolution.ts'
import { spatialLengths } from './convolution.ts'
import { productOf, type Shape } from './dimension.ts'
import { add } from './ops/add.ts'
import { conv } from './ops/conv.ts'
import { convTranspose } from './ops/conv-transpose.ts'
import { gather } from './ops/gather.ts'
import { matmul } from './ops/matmul.ts'
import { pad } from './ops/pad.ts'
import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** dX = the transposed convolution of dY, with zeros where the stride left elements over at the end. */
export function convolutionInputGradient(
  grad: Value,
  weight: Value,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Value {
  const { strides, pads, dilations } = attributes
  const lengths = shape.slice(2)
  const outputPadding = lengths.map((length, i) => {
    if (strides[i] === 1) return 0
    // How many are left over of a symbolic length is not known: all that may be, and then cut.
    if (typeof length === 'string') return strides[i]! - 1
    return (
      (length + pads[i]! + pads[lengths.length + i]! - dilations[i]! * (Number(weight.shape[i + 2]) - 1) - 1) %
      strides[i]!
    )
  })
  const whole = convTranspose(grad, weight, { ...attributes, outputPadding })
  return lengths.reduce<Value>(
    (part, length, i) => (part.shape[i + 2] === length ? part : slice(part, { axis: i + 2, end: length })),
    whole,
  )
}

/**
 * dW[m, c, k] = Σ over n and o of small[n, m, o]·large[n, c, stride·o + dilation·k − pad]: itself a convolution, in
 * which batch and channels change places, and stride and dilation.
 *
 * @param large The side with more elements: input of a convolution, result of a transposed one. `small` is the other
 *   side.
 */
export function convolutionWeightGradient(
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

/** A convolution as one matrix product over all windows. */
export function convolutionReference(x: Value, weight: Value, attributes: ConvolutionAttributes, bias?: Value): Value {
  const { strides, pads, dilations, group } = attributes
  const [batch, , ...lengths] = x.shape
  const [filters, channelsSeen, ...window] = weight.shape as readonly number[]
  const results = spatialLengths(lengths, window, attributes) as number[]
  const count = lengths.length
  const padded = pad(x, [[0, 0], [0, 0], ...lengths.map((_, i) => [pads[i]!, pads[count + i]!] as const)])
  const windows = lengths.reduce((value, _, i) => {
    const positions = Array.from(
      { length: results[i]! * window[i]! },
      (_, at) => Math.floor(at / window[i]!) * strides[i]! + (at % window[i]!) * dilations[i]!,
    )
    return gather(value, x.graph.constant(positions, 'int64', [results[i]!, window[i]!]), 2 + 2 * i)
  }, padded)
  // [batch, group, channels / group, result, window, result, window, ...] with the group first, then places, then what
  // is summed.
  const split = reshape(windows, [batch!, group, channelsSeen!, ...windows.shape.slice(2)])
  const places = lengths.map((_, i) => 3 + 2 * i)
  const rows = reshape(transpose(split, [1, 0, ...places, 2, ...places.map(axis => axis + 1)]), [
    group,
    productOf([batch!, ...results]),
    productOf(weight.shape.slice(1)),
  ])
  const product = matmul(rows, transpose(reshape(weight, [group, filters! / group, productOf(weight.shape.slice(1))])))
  const parts = reshape(product, [group, batch!, ...results, filters! / group])
  const y = reshape(transpose(parts, [1, 0, count + 2, ...results.map((_, i) => i + 2)]), [
    batch!,
    filters!,
    ...results,
  ])
  return bias ? add(y, reshape(bias, [filters!, ...lengths.map(() => 1)])) : y
}

/** A transposed convolution as a convolution: zeros between the elements, and the window mirrored. */
export function transposedConvolutionReference(
  x: Value,
  weight: Value,
  {
    strides,
    pads,
    dilations,
    group,
    output_padding: extra,
  }: ConvolutionAttributes & { output_padding: readonly number[] },
  bias?: Value,
): Value {
  const lengths = x.shape.slice(2)
  const count = lengths.length
  const [channels, perGroup, ...window] = weight.shape as readonly number[]
  const spread = lengths.reduce<Value>((value, length, i) => {
    const before = value.shape.slice(0, i + 2)
    const after = value.shape.slice(i + 3)
    const spaced = pad(reshape(value, [...before, length, 1, ...after]), [
      ...before.map(() => [0, 0] as const),
      [0, 0],
      [0, strides[i]! - 1],
      ...after.map(() => [0, 0] as const),
    ])
    const flat = reshape(spaced, [...before, productOf([length, strides[i]!]), ...after])
    return slice(flat, { axis: i + 2, end: (Number(length) - 1) * strides[i]! + 1 })
  }, x)
  const mirrored = window.reduce((value, _, i) => slice(value, { axis: i + 2, step: -1 }), weight)
  const spatial = window.map((_, i) => i + 3)
  const exchanged = transpose(reshape(mirrored, [group, channels! / group, perGroup!, ...window]), [
    0,
    2,
    1,
    ...spatial,
  ])
  const filter = reshape(exchanged, [group * perGroup!, channels! / group, ...window])
  const border = (i: number) => dilations[i]! * (window[i]! - 1)
  const around = [
    ...window.map((_, i) => border(i) - pads[i]!),
    ...window.map((_, i) => border(i) - pads[count + i]! + extra[i]!),
  ]
  return conv(spread, filter, { pads: around, dilations, group, ...(bias && { bias }) })
}
