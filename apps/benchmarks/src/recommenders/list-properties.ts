import { beyondAccuracy } from '@towerkit/evaluation'
import type { StudySplit } from './study-data.ts'

/** What the first tens of all users have in common. */
export interface ListProperties {
  /** Share of the catalogue that is in any list. */
  readonly coverage: number
  readonly gini: number
  /** Mean share of the users who had a recommended item. */
  readonly popularity: number
}

/** Coverage, inequality and popularity of lists. */
export function listProperties({ train, items }: StudySplit, lists: readonly (readonly number[])[]): ListProperties {
  const popularity = new Map(items.map((_, item) => [String(item), 0]))
  for (const history of train)
    for (const item of new Set(history)) popularity.set(String(item), popularity.get(String(item))! + 1)
  const run = new Map(lists.map((list, i) => [String(i), new Map(list.map((item, place) => [String(item), -place]))]))
  const { coverage, gini, popularity: mean } = beyondAccuracy(run, { popularity, users: train.length })
  return { coverage, gini, popularity: mean }
}
