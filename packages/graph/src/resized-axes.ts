import { ShapeError, UnsupportedError } from '@towerkit/core'
import { productOf, type Dimension } from './dimension.ts'
import { knownElements } from './known-elements.ts'
import type { Inputs } from './op.ts'

/** The inputs of a Resize. */
export type ResizeInputs = Inputs<'X', 'roi' | 'scales' | 'sizes'>

/** An axis of a Resize. */
export interface ResizedAxis {
  readonly axis: number
  readonly from: Dimension
  readonly to: Dimension
  readonly scale: number
}

/**
 * The lengths of all axes before and after a Resize.
 *
 * @throws {ShapeError} if an axis has no known length or scale.
 * @throws {UnsupportedError} if a symbolic length times a scale is not known while building.
 */
export function resizedAxes({ X, scales, sizes }: ResizeInputs): ResizedAxis[] {
  const given = sizes ? knownElements('resize', sizes) : scales?.constant && Array.from(scales.constant, Number)
  if (given?.length !== X.shape.length)
    throw new ShapeError(
      `resize: ${given?.length ?? 'no known'} lengths for [${X.shape}]. Give one size, or one constant scale, for ` +
        'each axis.',
      { shape: X.shape },
    )
  return X.shape.map((from, axis) => {
    if (sizes)
      return { axis, from, to: given[axis]!, scale: given[axis] === from ? 1 : Number(given[axis]) / Number(from) }
    const scale = given[axis] as number
    if (typeof from === 'string' && !Number.isInteger(scale))
      throw new UnsupportedError(
        `resize: an axis of length "${from}" by ${scale}: the length of the result is not known while building. ` +
          'Give the axis a number.',
        { length: from, scale },
      )
    return { axis, from, to: typeof from === 'string' ? productOf([scale, from]) : Math.floor(from * scale), scale }
  })
}
