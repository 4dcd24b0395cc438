import { ShapeError } from '@towerkit/core'
import type { Value } from '../value.ts'

/** The length of the last axis, which layers need to know to shape their weights. */
export function lastWidth(user: string, x: Value): number {
  const width = x.shape.at(-1)
  if (typeof width !== 'number')
    throw new ShapeError(`${user}: the last axis of [${x.shape}] is not a number. Reshape it to a known width.`, {
      shape: x.shape,
    })
  return width
}
