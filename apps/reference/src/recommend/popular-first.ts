import type { UserHistory } from './user-history.ts'

/** Items by how many users had them in training, the most popular first; equal ones by their names. */
export function popularFirst(histories: readonly Pick<UserHistory, 'train'>[]): [item: string, users: number][] {
  const counts = new Map<string, number>()
  for (const { train } of histories) for (const item of new Set(train)) counts.set(item, (counts.get(item) ?? 0) + 1)
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
}
