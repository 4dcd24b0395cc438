import { ArgumentError } from '@towerkit/core'

/**
 * An axis counted from the front: -1 means the last of `rank`.
 *
 * @throws {ArgumentError} if there is no such axis.
 */
export function resolveAxis(user: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    throw new ArgumentError(`${user}: axis ${axis} of a tensor of rank ${rank}.`, { axis, rank })
  return resolved
}

/** Several axes counted from the front, ascending, each once. Undefined means all. */
export function resolveAxes(user: string, axes: readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis)
  const resolved = axes.map(axis => resolveAxis(user, axis, rank)).sort((a, b) => a - b)
  if (new Set(resolved).size !== resolved.length)
    throw new ArgumentError(`${user}: axes [${axes}] name an axis twice.`, { axes, rank })
  return resolved
}
