import { itemPopularity } from '@towerkit/evaluation'
import type { UserHistory } from './user-history.ts'

/** Items by how many users had them in training, the most popular first; equally popular ones by their names. */
export function popularFirst(histories: readonly Pick<UserHistory, 'train'>[]): string[] {
  const popularity = itemPopularity(histories.map(({ train }) => train))
  return [...popularity].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).map(([item]) => item)
}
