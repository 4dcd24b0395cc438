import { whereMatcher, type VectorIndex, type Where } from '@towerkit/core'
import type { Recommendation, Recommendations } from './recommendation.ts'

/** The answer to users of whom nothing is known: the most popular items that the request allows. */
export async function popularItems(
  popular: readonly string[],
  {
    index,
    unknown,
    limit,
    search,
    started,
  }: {
    readonly index: VectorIndex
    readonly unknown: readonly string[]
    readonly limit: number
    readonly search: { readonly exclude: ReadonlySet<string>; readonly where?: Where }
    readonly started: number
  },
): Promise<Recommendations> {
  const items: Recommendation[] = []
  const allowed = popular.filter(item => !search.exclude.has(item))
  const matches = search.where ? whereMatcher(search.where) : () => true
  for (let start = 0; start < allowed.length && items.length < limit; start += 256) {
    for (const stored of await index.get(allowed.slice(start, start + 256))) {
      if (!stored || items.length === limit || !matches(stored.metadata)) continue
      const score = -items.length
      items.push({ item: stored.key, score, firstScore: score, because: [], metadata: stored.metadata })
    }
  }
  return {
    items,
    unknown,
    isPopular: true,
    milliseconds: { user: 0, search: performance.now() - started, rank: 0 },
  }
}
