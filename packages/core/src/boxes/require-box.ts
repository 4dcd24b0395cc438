import { ArgumentError } from '../errors/argument-error.ts'
import type { Box } from './box.ts'

/**
 * Checks that a box has four finite numbers and an area.
 *
 * @param caller Name of the function in the message.
 * @param box Left, top, width and height in pixels.
 * @param empty Whether a width or height of 0 is allowed. Default false.
 * @returns the box.
 * @throws {ArgumentError} if a number is missing or not finite, the box is inverted, or it has no area.
 *
 * @example
 * requireBox('crop', [10, 10, 30, 40])
 */
export function requireBox(caller: string, box: Box, empty = false): Box {
  const fault = faultOf(box, empty)
  if (fault === undefined) return box
  const text = Array.isArray(box) ? `[${box.join(', ')}]` : String(box)
  throw new ArgumentError(`${caller}: the box ${text} ${fault}. Give left, top, width and height in pixels.`, { box })
}

function faultOf(box: Box, empty: boolean): string | undefined {
  if (!Array.isArray(box) || box.length !== 4) return 'has no four numbers'
  if (!box.every(Number.isFinite)) return 'has a number that is not finite'
  if (box[2] < 0 || box[3] < 0) return 'is inverted: its width or height is below 0'
  if (!empty && (box[2] === 0 || box[3] === 0)) return 'has no area'
  return undefined
}
