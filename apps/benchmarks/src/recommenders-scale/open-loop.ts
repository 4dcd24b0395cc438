import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '@towerkit/core'

/** What a rate of requests led to. */
export interface OpenLoopResult {
  readonly rate: number
  readonly requests: number
  readonly p50: number
  readonly p99: number
}

/**
 * Sends requests at random moments (Poisson), whether or not the ones before were answered, and measures each from the
 * moment at which it was due: a server that falls behind can not hide it.
 *
 * @param options.rate Requests a second.
 */
export async function openLoop(
  request: (number: number) => Promise<unknown>,
  { rate, seconds, warmUpSeconds = 1, seed = 1 }: OpenLoopOptions,
): Promise<OpenLoopResult> {
  const random = seededRandom(seed)
  const times: number[] = []
  const started = performance.now()
  const running = new Set<Promise<void>>()
  let due = 0
  for (let number = 0; due < 1000 * (seconds + warmUpSeconds); number++) {
    const at = due
    const wait = started + at - performance.now()
    // A timer lets what is under way go on; without a wait it must too.
    await setTimeout(Math.max(0, wait))
    const answer = request(number).then(() => {
      if (at >= 1000 * warmUpSeconds) times.push(performance.now() - started - at)
      running.delete(answer)
    })
    running.add(answer)
    due += (-1000 * Math.log(1 - random())) / rate
  }
  await Promise.all(running)
  return { rate, requests: times.length, ...quantiles(times) }
}

/** How `openLoop` sends. */
export interface OpenLoopOptions {
  readonly rate: number
  readonly seconds: number
  readonly warmUpSeconds?: number
  readonly seed?: number
}

/** The largest rate whose p99 is within a limit, by doubling and then halving the interval. */
export async function largestRate(
  measure: (rate: number) => Promise<OpenLoopResult>,
  { first, limitMs, halvings = 4 }: { readonly first: number; readonly limitMs: number; readonly halvings?: number },
): Promise<{ readonly best: OpenLoopResult | undefined; readonly all: readonly OpenLoopResult[] }> {
  const all: OpenLoopResult[] = []
  let best: OpenLoopResult | undefined
  let failed: number | undefined
  const attempt = async (rate: number) => {
    const result = await measure(rate)
    all.push(result)
    if (result.p99 > limitMs) failed = rate
    else if (!best || rate > best.rate) best = result
  }
  await attempt(first)
  while (failed === undefined) await attempt(2 * best!.rate)
  while (!best && failed > first / 64) await attempt(failed / 2)
  for (let i = 0; best && i < halvings; i++) await attempt(Math.sqrt(best.rate * failed!))
  return { best, all }
}

/** The median and the 99th percentile. */
export function quantiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}
