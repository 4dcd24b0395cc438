import { AbortedError } from '@towerkit/core'

/** How long work may hold the event loop before it lets others run. */
const turnMs = 8

/** Splits long work into turns, so that timers, network and other work get theirs. */
export function turns(): { isOver(): boolean; next(): Promise<void> } {
  let start = performance.now()
  return {
    isOver: () => performance.now() - start > turnMs,
    async next() {
      await new Promise<void>(resolve => {
        typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve)
      })
      start = performance.now()
    },
  }
}

/**
 * Call it often: it returns a promise when other work should get a turn, and undefined while there is time left.
 * @throws {AbortedError} after a turn, if the signal says so.
 */
export function pauses(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  const turn = turns()
  throwIfAborted(signal)
  return () => (turn.isOver() ? turn.next().then(() => throwIfAborted(signal)) : undefined)
}

/** @throws {AbortedError} if the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined, caller = 'search'): void {
  if (signal?.aborted) throw new AbortedError(`${caller}: stopped by its signal.`, { cause: signal.reason })
}
