import { itemPopularity } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'
import type { HistoryScorer } from './whole-catalogue.ts'

/** How many users had each item in training: the same for all. */
export function popularity({ train }: Pick<StudySplit, 'train'>): HistoryScorer {
  const users = itemPopularity(train)
  return (_, scores) => users.forEach((count, item) => (scores[item] = count))
}
