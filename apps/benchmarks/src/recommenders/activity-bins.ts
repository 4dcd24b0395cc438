import type { StudySplit } from './study-data.ts'

/** Targets that have something in common. */
export interface ActivityBin {
  readonly name: string
  /** Numbers of the targets, in the order of the split. */
  readonly targets: readonly number[]
}

/** Four bins of the targets each by how many events their users, and their items, have in training. */
export function activityBins({ train, cases, items }: StudySplit): ActivityBin[] {
  const counts = new Float64Array(items.length)
  for (const history of train) for (const item of history) counts[item]!++
  const all = cases.map(({ user, target }) => ({ user: train[user]!.length, item: counts[target]! }))
  return (['user', 'item'] as const).flatMap(of => {
    const sorted = all.map(target => target[of]).sort((a, b) => a - b)
    const edges = [1, 2, 3].map(quarter => sorted[Math.floor((quarter * sorted.length) / 4)]!)
    const binOf = (count: number) => edges.filter(edge => count >= edge).length
    return [0, 1, 2, 3].flatMap(bin => {
      const own = all.flatMap((target, i) => (binOf(target[of]) === bin ? [i] : []))
      if (own.length === 0) return []
      const [low, high] = [Math.min, Math.max].map(end => end(...own.map(i => all[i]![of])))
      return [{ name: `${of}s with ${low} to ${high} events`, targets: own }]
    })
  })
}
