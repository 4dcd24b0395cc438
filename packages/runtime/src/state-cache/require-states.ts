import { ArgumentError, ShapeError, type StateEntry } from '@towerkit/core'

/**
 * @throws {ShapeError} for states whose numbers are not tokens · width; {ArgumentError} for numbers that are not
 *   finite.
 */
export function requireStates(entries: readonly StateEntry[]): void {
  for (const {
    state: { tokens, width, data },
  } of entries) {
    if (!(Number.isInteger(tokens) && Number.isInteger(width)) || tokens * width !== data.length) {
      throw new ShapeError(
        `cache.set: a state of ${tokens} tokens of width ${width} has ${data.length} numbers. Give tokens · width.`,
        { tokens, width, length: data.length },
      )
    }
    // A sum is finite only if all its terms are, unless they are beyond all measure; one pass without a call for each
    // number.
    let sum = 0
    for (let i = 0; i < data.length; i++) sum += data[i]!
    if (!Number.isFinite(sum))
      throw new ArgumentError(
        'cache.set: a state has a number that is not finite. The model overflows, or its weights are broken.',
        { tokens, width },
      )
  }
}
