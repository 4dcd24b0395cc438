import { itemNeighbours as neighboursOf, type ItemNeighboursOptions } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/**
 * Item neighbours of the training events, as evaluation defines them.
 *
 * @param options.histories Of the users that are scored. Default: those that the counts are of.
 */
export function itemNeighbours(
  { train }: Pick<StudySplit, 'train'>,
  { histories = train, ...options }: ItemNeighboursOptions & { readonly histories?: readonly Int32Array[] } = {},
): UserScorer {
  const scoresOf = neighboursOf(train, options)
  return (user, scores) => scoresOf(histories[user]!).forEach((score, item) => (scores[item] = score))
}
