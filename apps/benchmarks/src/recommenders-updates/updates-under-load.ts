import { setTimeout as wait } from 'node:timers/promises'
import type { changingItems, SeenItem } from './changing-items.ts'

/** What is asked and changed, and how fast. */
export interface LoadOptions {
  readonly url: string
  readonly random: () => number
  readonly items: ReturnType<typeof changingItems>
  /** Ids of items that histories are made of. */
  readonly known: readonly string[]
  readonly seconds: number
  /** Recommendations and changes a second, each whenever it is due, however many wait. */
  readonly rates: { readonly answers: number; readonly changes: number }
  readonly historyLength: number
  readonly limit: number
}

/** What came of it. */
export interface LoadResult {
  /** From when each was due. */
  readonly answersMs: readonly number[]
  readonly changesMs: readonly number[]
  /** Answered 429 or 503. */
  readonly refused: number
  /** Changing items that answers had. */
  readonly seen: number
  readonly wrong: readonly string[]
}

/**
 * Asks for recommendations and changes items beside, both as an open-loop Poisson process: what waits behind others
 * counts from when it was due. Every other question is for the changing items only, so that answers hold many of them.
 */
export async function updatesUnderLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, random, items, known, seconds, rates, historyLength, limit } = options
  const answersMs: number[] = []
  const changesMs: number[] = []
  const wrong: string[] = []
  let refused = 0
  let seen = 0
  let asked = 0

  const ask = async (dueAt: number) => {
    const ofChanging = asked++ % 2 === 0
    const least = [...items.acknowledged]
    const history = Array.from({ length: historyLength }, () => known[Math.floor(random() * known.length)])
    const response = await fetch(`${url}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ history, limit, explain: true, ...(ofChanging && { where: items.where }) }),
    })
    const text = await response.text()
    if (!response.ok) {
      if (![429, 503].includes(response.status)) throw new Error(`status ${response.status}: ${text}`)
      refused++
      return
    }
    answersMs.push(performance.now() - dueAt)
    for (const found of (JSON.parse(text) as { items: readonly (SeenItem & { readonly item: string })[] }).items) {
      const item = items.numberOf(found.item)
      if (item === undefined) continue
      seen++
      const fault = items.wrongIn(item, found, least[item]!)
      if (fault !== undefined) wrong.push(fault)
    }
  }
  const change = async (dueAt: number) => {
    if (await items.change(url)) changesMs.push(performance.now() - dueAt)
    else refused++
  }

  const end = performance.now() + 1000 * seconds
  const poisson = async (rate: number, work: (dueAt: number) => Promise<void>) => {
    const running = new Set<Promise<void>>()
    const failures: unknown[] = []
    for (let due = performance.now(); ; ) {
      due -= (1000 / rate) * Math.log(1 - random())
      if (due > end || failures.length > 0) break
      const early = due - performance.now()
      if (early > 0) await wait(early)
      const job = work(due).catch((error: unknown) => void failures.push(error))
      running.add(job)
      void job.then(() => running.delete(job))
    }
    await Promise.all(running)
    if (failures.length > 0) throw failures[0]
  }
  await Promise.all([poisson(rates.answers, ask), poisson(rates.changes, change)])
  return { answersMs, changesMs, refused, seen, wrong }
}
