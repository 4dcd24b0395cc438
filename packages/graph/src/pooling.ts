import { ShapeError } from '@towerkit/core'
import { spatialLengths, type ConvolutionAttributes } from './convolution.ts'
import type { Dimension } from './dimension.ts'
import type { TensorType } from './value.ts'

/** Attributes of a pooling op, each list with one entry for each spatial axis; pads first before, then after. */
export type PoolingAttributes = {
  kernel_shape: readonly number[]
  /** Default 1. */
  strides?: readonly number[]
  /** Default 0. */
  pads?: readonly number[]
  /** Default 1. */
  dilations?: readonly number[]
}

/** Options of a pooling op; lists have one entry for each spatial axis. */
export interface PoolingOptions {
  /** Distance of neighbouring windows. Default: that of the window, so that they tile the input. */
  readonly strides?: readonly number[]
  /** What is added around the input: lengths before each axis, then those after. Default 0. */
  readonly pads?: readonly number[]
  /** Distance of the elements of a window. Default 1. */
  readonly dilations?: readonly number[]
}

/**
 * The attributes with their defaults filled in, and the lengths of the result.
 *
 * @throws {ShapeError} if window, attributes and `x` [batch, channels, ...lengths] have different numbers of axes.
 */
export function pooling(
  user: string,
  x: TensorType,
  { kernel_shape, strides, pads, dilations }: PoolingAttributes,
): ConvolutionAttributes & { lengths: Dimension[] } {
  const axes = x.shape.length - 2
  const whole = {
    strides: strides ?? kernel_shape.map(() => 1),
    pads: pads ?? [...kernel_shape, ...kernel_shape].map(() => 0),
    dilations: dilations ?? kernel_shape.map(() => 1),
    group: 1,
  }
  if (
    axes < 1 ||
    kernel_shape.length !== axes ||
    whole.strides.length !== axes ||
    whole.dilations.length !== axes ||
    whole.pads.length !== 2 * axes
  ) {
    throw new ShapeError(
      `${user}: window [${kernel_shape}], strides [${whole.strides}], dilations [${whole.dilations}], pads ` +
        `[${whole.pads}] for [${x.shape}]. Give one for each of the ${axes} axes after the first two, pads one ` +
        'before and one after.',
      { shape: x.shape, window: kernel_shape },
    )
  }
  return { ...whole, lengths: spatialLengths(x.shape.slice(2), kernel_shape, whole) }
}
