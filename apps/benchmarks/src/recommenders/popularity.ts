import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/** How many users had each item in training: the same for all. */
export function popularity({ train, items }: StudySplit): UserScorer {
  const counts = new Float32Array(items.length)
  for (const history of train) for (const item of history) counts[item]!++
  return (_, scores) => scores.set(counts)
}
