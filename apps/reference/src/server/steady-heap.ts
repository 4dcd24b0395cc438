import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** By how much the heap may grow beyond what is alive before garbage is collected, in percent. */
const growth = 50

/**
 * For a process that serves for long: collects what the start has left behind, and from then on garbage before the heap
 * is half again as large as what is alive in it. By itself V8 lets a heap of this size grow to four times that, where
 * the places of the peaks differ from time to time, and its highest one is what the process keeps.
 */
export function steadyHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growth}`)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
