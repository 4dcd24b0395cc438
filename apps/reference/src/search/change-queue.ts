import { OverloadedError } from '@towerkit/core'

/** Runs changes one after the other, in the order of calls. */
export interface ChangeQueue {
  /** @throws {OverloadedError} if too many wait. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when all that were called are done. */
  idle(): Promise<void>
}

/** @param most How many may wait. */
export function changeQueue(most: number): ChangeQueue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    async run(work) {
      if (waiting >= most) throw new OverloadedError(`add: ${waiting} changes wait, at most ${most} may. Try again in a moment.`, { waiting, most })
      waiting++
      const result = last.then(work).finally(() => { waiting-- })
      last = result.catch(() => {})
      return result
    },
    async idle() { await last },
  }
}
