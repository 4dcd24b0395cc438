import { UnsupportedError } from '@towerkit/core'
import type { Shape } from './dimension.ts'
import type { Value } from './value.ts'

/**
 * The elements of a whole-number vector that are known while building.
 *
 * @throws {UnsupportedError} if they are not: shapes must be decided before run time, up to symbols.
 */
export function knownElements(user: string, value: Value): Shape {
  if (value.elements === undefined)
    throw new UnsupportedError(
      `${user}: the elements of "${value.name}" are not known while building. Compute them from shapes or constants.`,
      { value: value.name },
    )
  return value.elements
}
