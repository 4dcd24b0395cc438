/** How long work may hold the event loop before it lets others run. */
const turnMs = 8

/** Splits long work into turns, so that timers, network and other work get theirs. */
export function turns(): { isOver(): boolean; next(): Promise<void> } {
  let start = performance.now()
  return {
    isOver: () => performance.now() - start > turnMs,
    async next() {
      await new Promise<void>(resolve => { typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve) })
      start = performance.now()
    },
  }
}
