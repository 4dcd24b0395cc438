import { popularFirst } from './popular-first.ts'
import type { UserHistory } from './user-history.ts'

/** Scores all items of a catalogue for a user who had some of them. Items without a score have 0. */
export type BaselineScores = (history: readonly string[]) => ReadonlyMap<string, number>

/** Latest events that neighbours are looked for of, and what is added to the number of users of each item. */
const latest = 20
const damping = 10

/**
 * What a recommender must beat, from the events it is trained on: how many users had an item; and item neighbours, the
 * sum over the latest events of the cosine of co-occurrence |A ∩ B| / √((|A| + damping)(|B| + damping)).
 *
 * @see Sarwar et al., Item-based collaborative filtering recommendation algorithms, 2001.
 */
export function baselineScores(histories: readonly UserHistory[]): {
  readonly popularity: BaselineScores
  readonly neighbours: BaselineScores
} {
  const counts = new Map(popularFirst(histories))
  const sets = histories.map(({ train }) => new Set(train))
  const usersOf = new Map<string, Set<string>[]>()
  for (const items of sets)
    for (const item of items) {
      const users = usersOf.get(item)
      if (users) users.push(items)
      else usersOf.set(item, [items])
    }
  const norm = (item: string) => Math.sqrt(counts.get(item)! + damping)
  return {
    popularity: () => counts,
    neighbours: history => {
      const scores = new Map<string, number>()
      for (const item of history.slice(-latest)) {
        const together = new Map<string, number>()
        for (const items of usersOf.get(item) ?? [])
          for (const other of items) together.set(other, (together.get(other) ?? 0) + 1)
        for (const [other, count] of together)
          if (other !== item) scores.set(other, (scores.get(other) ?? 0) + count / (norm(item) * norm(other)))
      }
      return scores
    },
  }
}
