import type { ItemSource } from './sequence.ts'
import { drawnOnly, type FilledTrainingOptions } from './training-options.ts'

/** An added score by which a candidate does not count. */
export const leftOut = -1e4

/** A target of a batch. */
export interface Target {
  /** Position among all those of the batch, whose state is to name it. */
  readonly at: number
  readonly row: number
  readonly sequence: number
}

/** Different rows, each once: what is `drawn`, then all targets of the batch. */
export function candidateRows(
  targets: readonly Target[],
  { count }: ItemSource,
  { options: { negatives }, random }: { readonly options: FilledTrainingOptions; readonly random: () => number },
): { readonly rows: number[]; readonly drawn: number } {
  if (negatives === 'all') return { rows: Array.from({ length: count }, (_, row) => row), drawn: count }
  const rows = new Set<number>()
  const wanted = negatives === 'batch' ? 0 : negatives.drawn
  for (let i = 0; i < wanted; i++) rows.add(Math.floor(random() * count))
  const drawn = rows.size
  for (const { row } of targets) rows.add(row)
  // Two at least, or there is nothing to tell a target from.
  while (rows.size < Math.min(2, count)) rows.add(Math.floor(random() * count))
  return { rows: [...rows], drawn }
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
    const inBatch = drawnOnly(negatives) ? 0 : frequencies[row]! / total
    const absent = (1 - inBatch) ** targets * (1 - 1 / count) ** drawn
    return Math.log(Math.max(1 - absent, 1e-9))
  })
}
