import { itemNeighbours, itemPopularity } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/** What a trained row must beat: the number of users of each item, and item neighbours. */
export function baselineScorers({ train }: StudySplit): {
  readonly popularity: UserScorer
  readonly neighbours: UserScorer
} {
  const popularity = itemPopularity(train)
  const neighboursOf = itemNeighbours(train)
  return {
    popularity: (_, scores) => popularity.forEach((users, item) => (scores[item] = users)),
    neighbours: (user, scores) => neighboursOf(train[user]!).forEach((score, item) => (scores[item] = score)),
  }
}
