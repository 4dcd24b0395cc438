/** What work gave, and how many of its items it did a second. */
export interface Timed<T> {
  readonly value: T
  readonly perSecond: number
}

/** Does work on `count` items and takes its time. */
export async function timed<T>(count: number, work: () => Promise<T>): Promise<Timed<T>> {
  const started = performance.now()
  const value = await work()
  return { value, perSecond: (count / (performance.now() - started)) * 1000 }
}

/** Items a second when each goes through several steps. */
export function perSecondTogether(...steps: readonly number[]): number {
  return 1 / steps.reduce((sum, perSecond) => sum + 1 / perSecond, 0)
}
