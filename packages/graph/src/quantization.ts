import { ShapeError, UnsupportedError } from '@towerkit/core'
import { resolveAxis } from './axes.ts'
import type { Shape } from './dimension.ts'
import type { TensorType } from './value.ts'

/** Attributes of the ops between floats and whole numbers. */
export type QuantizationAttributes = {
  /** Axis that has a scale for each entry, if the scale is a vector. */
  axis: number
  /** Entries that share a scale along the axis; 0 or none: no blocks. */
  block_size?: number
}

/**
 * The shape in which a scale broadcasts to `x`.
 *
 * @throws {ShapeError} if it does not fit.
 */
export function quantizationScale(
  user: string,
  [x, scale]: readonly [x: TensorType, scale: TensorType],
  { axis, block_size = 0 }: QuantizationAttributes,
): Shape {
  if (block_size !== 0)
    throw new UnsupportedError(
      `${user}: blocks of ${block_size} are not supported. Give one scale for a whole tensor, or for each entry ` +
        'of an axis.',
      { block_size },
    )
  if (scale.shape.length === 0) return []
  if (scale.shape.length === 1 && scale.shape[0] === 1) return [1]
  const at = resolveAxis(user, axis, x.shape.length)
  if (scale.shape.length !== 1 || scale.shape[0] !== x.shape[at]) {
    throw new ShapeError(
      `${user}: a scale [${scale.shape}] for [${x.shape}] along axis ${axis}. Give a scalar, or one for each ` +
        'entry of the axis.',
      { scale: scale.shape, shape: x.shape, axis },
    )
  }
  return x.shape.map((length, i) => (i === at ? length : 1))
}
