import { itemNeighbours as neighboursOf, type ItemNeighboursOptions } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'
import type { HistoryScorer } from './whole-catalogue.ts'

/** Item neighbours by the training events, as evaluation defines them. */
export function itemNeighbours({ train }: Pick<StudySplit, 'train'>, options?: ItemNeighboursOptions): HistoryScorer {
  const scoresOf = neighboursOf(train, options)
  return (history, scores) => scoresOf(history).forEach((score, item) => (scores[item] = score))
}
