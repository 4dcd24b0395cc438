import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/**
 * Item-based nearest neighbours: the sum over a user's latest events of the cosine of co-occurrence,
 * |A ∩ B| / √((|A| + damping)(|B| + damping)) over the users of both.
 *
 * @param options.histories Of the users that are scored. Default: those that the counts are of.
 * @see Sarwar et al., Item-based collaborative filtering recommendation algorithms, 2001.
 */
export function itemNeighbours(
  { train, items }: StudySplit,
  {
    latest = 20,
    damping = 10,
    histories = train,
  }: { readonly latest?: number; readonly damping?: number; readonly histories?: readonly Int32Array[] } = {},
): UserScorer {
  const users = items.map((): number[] => [])
  train.forEach((history, user) => {
    for (const item of new Set(history)) users[item]!.push(user)
  })
  const distinct = train.map(history => [...new Set(history)])
  const norms = users.map(({ length }) => Math.sqrt(length + damping))
  return (user, scores) => {
    for (const item of histories[user]!.slice(-latest))
      for (const other of users[item]!)
        for (const neighbour of distinct[other]!)
          if (neighbour !== item) scores[neighbour]! += 1 / (norms[item]! * norms[neighbour]!)
  }
}
