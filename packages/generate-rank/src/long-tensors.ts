import type { Tensor } from '@towerkit/graph'
import { integers, padded } from './integers.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { Sequence } from './sequence.ts'

/** All events before the last one, for the ranker. */
export function longTensors(
  sequences: readonly Sequence[],
  { longEvents, types }: RecommenderConfig,
  indexed: (row: number) => number,
): Record<string, Tensor> {
  const lengths = sequences.map(({ items }) => Math.min(longEvents, items.length - 1))
  const longest = Math.max(...lengths)
  const shape = [sequences.length, longest]
  const long = padded(sequences.length, longest)
  const longTypes = padded(sequences.length, longest)
  const longMask = padded(sequences.length, longest)
  sequences.forEach(({ items, types: given }, sequence) => {
    const first = items.length - 1 - lengths[sequence]!
    for (let i = 0; i < lengths[sequence]!; i++) {
      const at = sequence * longest + i
      long[at] = BigInt(indexed(items[first + i]!))
      longTypes[at] = BigInt(given?.[first + i] ?? 0)
      longMask[at] = 1n
    }
  })
  return {
    long: integers(long, shape),
    ...(types > 1 && { longTypes: integers(longTypes, shape) }),
    longMask: integers(longMask, shape),
  }
}
