import { readFileSync } from 'node:fs'

/** Memory of the server, and what it was given to keep meanwhile. */
export interface ServerMemory {
  /** Resident after each minute. */
  readonly rssMiB: readonly number[]
  /** Of the line through the second half of the samples, one a second. */
  readonly slopeMiBPerMinute: number
  /** What the line grows by in the second half, as a share of where it begins. */
  readonly growth: number
  /** Texts, titles and vectors that the store has more than at the start: at half the time and at the end. */
  readonly storedMiB: readonly [half: number, end: number]
}

/** What samples say, one a second. */
export function memoryOf(rss: readonly number[], storedMiB: ServerMemory['storedMiB']): ServerMemory {
  const second = rss.slice(Math.floor(rss.length / 2))
  const { start, slope } = line(second)
  return {
    rssMiB: rss.filter((_, i) => (i + 1) % 60 === 0),
    slopeMiBPerMinute: 60 * slope,
    growth: (slope * second.length) / start,
    storedMiB,
  }
}

/** The line through the values: where it begins, and its rise a value. */
function line(values: readonly number[]): { readonly start: number; readonly slope: number } {
  const meanX = (values.length - 1) / 2
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length
  const above = values.reduce((sum, value, x) => sum + (x - meanX) * (value - meanY), 0)
  const slope = values.length < 2 ? 0 : above / values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0)
  return { start: meanY - slope * meanX, slope }
}

/** Resident memory of a process. */
export function rssMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
