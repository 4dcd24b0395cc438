/** A document's place in each ranking that has it, from 1, and the sum of what the places give. */
export interface FusedDocument<Name extends string> {
  readonly number: number
  readonly score: number
  readonly ranks: Readonly<Partial<Record<Name, number>>>
}

/** Flattens the difference between the first places; the value of the paper. */
const flattening = 60

/**
 * Reciprocal rank fusion: a document scores Σ 1 / (60 + place) over the rankings that have it. No scores are compared, so that rankings of
 * different scales need no tuning.
 *
 * @returns best first; equal scores in the order of the rankings.
 *
 * @see Cormack, Clarke and Büttcher, Reciprocal rank fusion outperforms Condorcet and individual rank learning methods, SIGIR 2009
 */
export function fuseRanks<Name extends string>(rankings: Readonly<Partial<Record<Name, readonly number[]>>>): FusedDocument<Name>[] {
  const found = new Map<number, { score: number; ranks: Partial<Record<Name, number>> }>()
  for (const [name, numbers] of Object.entries(rankings) as [Name, readonly number[]][]) {
    for (const [place, number] of numbers.entries()) {
      const entry = found.get(number) ?? { score: 0, ranks: {} as Partial<Record<Name, number>> }
      entry.score += 1 / (flattening + place + 1)
      entry.ranks[name] = place + 1
      found.set(number, entry)
    }
  }
  return [...found].map(([number, entry]) => ({ number, ...entry })).sort((a, b) => b.score - a.score)
}
