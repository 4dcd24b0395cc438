import { seededRandom, type VectorIndex } from '@towerkit/core'
import { createCatalogue, type Recommender } from '@towerkit/generate-rank'
import { largestRate, openLoop, quantiles, type OpenLoopResult } from './open-loop.ts'

/** What is asked of every system. */
export interface ScaleRequest {
  /** Items of the catalogue. */
  readonly size: number
  /** Events of a history. */
  readonly history: number
  /** k1 and k2. */
  readonly candidates: number
  readonly limit: number
  /** One at a time, for the stages. */
  readonly requests: number
  /** Of each rate. */
  readonly seconds: number
}

/** What a system needs for it. */
export interface SystemCost {
  readonly stages: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>
  /** The largest rate whose p99 is within 100 ms. */
  readonly best: OpenLoopResult | undefined
  readonly rates: readonly OpenLoopResult[]
}

/** Events of a user, the same for the same number: all over the catalogue. */
export function historyOf(number: number, { size, history }: ScaleRequest): { readonly item: string }[] {
  const random = seededRandom(1000 + number)
  return Array.from({ length: history }, () => ({ item: String(Math.floor(random() * size)) }))
}

/** Measures the stages of single requests, then the largest rate. */
export async function measureSystem(
  index: VectorIndex,
  { recommender, rank }: { readonly recommender: Recommender; readonly rank: boolean },
  asked: ScaleRequest,
): Promise<SystemCost> {
  const catalogue = createCatalogue({ recommender, index, rank })
  const { candidates, limit } = asked
  const request = (number: number) =>
    catalogue.recommend({
      history: historyOf(number, asked),
      limit,
      ...(rank ? { candidates } : { candidates: limit }),
    })
  const times: Record<string, number[]> = { whole: [] }
  const warmUp = 10
  for (let number = 0; number < asked.requests + warmUp; number++) {
    const started = performance.now()
    const { milliseconds } = await request(number)
    if (number < warmUp) continue
    times['whole']!.push(performance.now() - started)
    for (const [stage, ms] of Object.entries(milliseconds)) (times[stage] ??= []).push(ms)
  }
  const stages = Object.fromEntries(Object.entries(times).map(([stage, all]) => [stage, quantiles(all)]))
  const { best, all } = await largestRate(rate => openLoop(request, { rate, seconds: asked.seconds }), {
    first: Math.max(1, 500 / stages['whole']!.p50),
    limitMs: 100,
  })
  return { stages, best, rates: all }
}
