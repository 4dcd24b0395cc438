import { itemPopularity } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/** How many users had each item in training: the same for all. */
export function popularity({ train }: Pick<StudySplit, 'train'>): UserScorer {
  const users = itemPopularity(train)
  return (_, scores) => users.forEach((count, item) => (scores[item] = count))
}
