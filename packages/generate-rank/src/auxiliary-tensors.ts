import type { Tensor } from '@towerkit/graph'
import { integers } from './integers.ts'
import type { Target } from './candidates.ts'
import type { FilledTrainingOptions } from './training-options.ts'

/** At some places of each sequence its target and negatives, as candidates that read the history up to there. */
export function auxiliaryTensors(
  targets: readonly Target[],
  {
    batch,
    length,
    candidates,
    placeOf,
    options: { auxiliaryPlaces: places, auxiliaryNegatives: negatives },
    random,
  }: {
    readonly batch: number
    readonly length: number
    readonly candidates: readonly number[]
    readonly placeOf: ReadonlyMap<number, number>
    readonly options: FilledTrainingOptions
    readonly random: () => number
  },
): Record<string, Tensor> {
  const own = Array.from({ length: batch }, (): Target[] => [])
  for (const target of targets) own[target.sequence]!.push(target)
  const chosen = own.flatMap(all =>
    // The last target always, the others by chance.
    Array.from({ length: places }, (_, i) => all[i === 0 ? all.length - 1 : Math.floor(random() * all.length)]!),
  )
  const auxiliary = chosen.flatMap(({ row }) => {
    const positive = placeOf.get(row)!
    const others = Array.from({ length: negatives }, () => {
      const drawn = Math.floor(random() * (candidates.length - 1))
      return candidates.length === 1 ? 0 : drawn < positive ? drawn : drawn + 1
    })
    return [positive, ...others]
  })
  const seesUpTo = chosen.flatMap(({ at }) => new Array<number>(1 + negatives).fill(at % length))
  const shape = [batch, places * (1 + negatives)]
  return { auxiliary: integers(auxiliary, shape), seesUpTo: integers(seesUpTo, shape) }
}
