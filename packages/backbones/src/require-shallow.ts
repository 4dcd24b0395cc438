import { DataError } from '@towerkit/core'

/** Far above what any file of a model has, far below what a recursion bears. */
const deepest = 100

/**
 * Refuses JSON that is nested so deeply that walking through it would exhaust the stack.
 *
 * @param caller The start of the message.
 * @throws {DataError} for more than 100 levels.
 */
export function requireShallow(json: unknown, caller: string): void {
  let level = [json]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest)
      throw new DataError(`${caller}: the JSON is nested more than ${deepest} levels deep. Give the unchanged file.`, {
        deepest,
      })
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) next.push(inner)
    }
    level = next
  }
}
