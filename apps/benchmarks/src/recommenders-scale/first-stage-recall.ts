import { vectors, type VectorIndex, type Vectors } from '@towerkit/core'
import type { Recommender } from '@towerkit/generate-rank'
import { historyOf, type ScaleRequest } from './measure-system.ts'

/** Users whose best are looked for. */
const users = 16

/** The vectors of some users. */
export async function queriesOf(recommender: Recommender, index: VectorIndex, asked: ScaleRequest): Promise<Vectors> {
  const histories = []
  for (let number = 0; number < users; number++) {
    const stored = await index.get(historyOf(number, asked).map(({ item }) => item))
    const rows = stored.map(item => item!.vector)
    histories.push({ items: vectors(rows, recommender.config.width) })
  }
  return (await recommender.users(histories)).queries
}

/** The keys of the best of each user. */
export async function keysOf(index: VectorIndex, queries: Vectors, candidates: number): Promise<ReadonlySet<string>[]> {
  const hits = await index.search(queries, candidates)
  return hits.map(own => new Set(own.map(({ key }) => key)))
}

/** The mean share of the true best that was found. */
export function recallOf(found: readonly ReadonlySet<string>[], best: readonly ReadonlySet<string>[]): number {
  const shares = best.map((own, i) => [...own].filter(key => found[i]!.has(key)).length / own.size)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}
