import type { ItemSource } from './sequence.ts'
import type { FilledTrainingOptions } from './training-options.ts'

/** An added score by which a candidate does not count. */
export const leftOut = -1e4

/** A target of a batch. */
export interface Target {
  /** Position among all those of the batch, whose state is to name it. */
  readonly at: number
  readonly row: number
  readonly sequence: number
}

/** Different rows that compete: all targets of the batch, then what is drawn, each once. */
export function candidateRows(
  targets: readonly Target[],
  { count }: ItemSource,
  { options: { negatives }, random }: { readonly options: FilledTrainingOptions; readonly random: () => number },
): number[] {
  if (negatives === 'all') return Array.from({ length: count }, (_, row) => row)
  const rows = new Set(targets.map(({ row }) => row))
  const wanted = negatives === 'batch' ? 0 : negatives.drawn
  for (let i = 0; i < wanted; i++) rows.add(Math.floor(random() * count))
  // Two at least, or there is nothing to tell a target from.
  while (rows.size < Math.min(2, count)) rows.add(Math.floor(random() * count))
  return [...rows]
}

/** ln of the expected number of times that a row is among the candidates, at most once. */
export function logarithms(
  rows: readonly number[],
  { count, frequencies }: ItemSource,
  {
    targets,
    total,
    options: { negatives, logQ },
  }: { readonly targets: number; readonly total: number; readonly options: FilledTrainingOptions },
): number[] {
  if (!logQ || negatives === 'all') return rows.map(() => 0)
  const drawn = negatives === 'batch' ? 0 : negatives.drawn
  return rows.map(row => {
    const absent = (1 - frequencies[row]! / total) ** targets * (1 - 1 / count) ** drawn
    return Math.log(Math.max(1 - absent, 1e-9))
  })
}
