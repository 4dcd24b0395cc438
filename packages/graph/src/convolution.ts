import { ShapeError } from '@towerkit/core'
import { differenceOf, floorOf, productOf, sumOf, type Dimension, type Shape } from './dimension.ts'
import type { Value } from './value.ts'

/** Attributes of a convolution, each list with one entry for each spatial axis; pads first before, then after. */
export type ConvolutionAttributes = {
  strides: readonly number[]
  pads: readonly number[]
  dilations: readonly number[]
  group: number
}

/** @throws {ShapeError} if input, weight and attributes have different numbers of axes, or `channelsFit` is false. */
export function requireConvolution(
  user: string,
  [x, weight]: readonly [Value, Value],
  { strides, pads, dilations, group }: ConvolutionAttributes,
  channelsFit: boolean,
): void {
  const axes = x.shape.length - 2
  if (axes < 1 || weight.shape.length !== axes + 2 || !channelsFit) {
    throw new ShapeError(
      `${user}: weight [${weight.shape}] in ${group} groups for [${x.shape}]. Give channels that fit, and a ` +
        `window of ${axes} axes.`,
      { weight: weight.shape, shape: x.shape, group },
    )
  }
  if (strides.length !== axes || dilations.length !== axes || pads.length !== 2 * axes) {
    throw new ShapeError(
      `${user}: strides [${strides}], dilations [${dilations}], pads [${pads}] for ${axes} axes. Give one for ` +
        'each axis, pads one before and one after.',
      { strides, dilations, pads },
    )
  }
}

/** ⌊(length + pads − dilation·(window − 1) − 1) / stride⌋ + 1 for each axis. */
export function spatialLengths(
  lengths: Shape,
  window: Shape,
  { strides, pads, dilations }: ConvolutionAttributes,
): Dimension[] {
  return lengths.map((length, i) => {
    const padded = sumOf([length, pads[i]! + pads[lengths.length + i]! - 1])
    const reach = productOf([dilations[i]!, sumOf([window[i]!, -1])])
    // A window of symbolic length occurs in gradients. Where the difference is not known, it is a symbol of its own.
    const last = differenceOf(padded, reach) ?? `difference(${padded},${reach})`
    return sumOf([floorOf(last, strides[i]!), 1])
  })
}

/** stride·(length − 1) + dilation·(window − 1) + 1 − pads + output padding for each axis. */
export function transposedLengths(
  lengths: Shape,
  window: Shape,
  { strides, pads, dilations, output_padding }: ConvolutionAttributes & { output_padding: readonly number[] },
): Dimension[] {
  return lengths.map((length, i) =>
    sumOf([
      productOf([strides[i]!, length]),
      dilations[i]! * (Number(window[i]) - 1) +
        1 -
        strides[i]! -
        pads[i]! -
        pads[lengths.length + i]! +
        output_padding[i]!,
    ]),
  )
}
