import type { StudySplit } from './study-data.ts'

/** Writes the score of each item of the catalogue for a user with a history. */
export type HistoryScorer = (history: Int32Array, scores: Float32Array) => void | Promise<void>

/** What each target got, in the order of the cases. */
export interface CatalogueResult {
  /** Expected place of each target, from 1; equal scores count half. */
  readonly places: Float64Array
  /** The first ten of each case. */
  readonly lists: readonly (readonly number[])[]
}

/** Ranks the whole catalogue for every case, less what its history has: never a sample of it. */
export async function wholeCatalogue(
  { cases, items }: Pick<StudySplit, 'cases' | 'items'>,
  scorer: HistoryScorer,
): Promise<CatalogueResult> {
  const places = new Float64Array(cases.length)
  const lists: number[][] = []
  const scores = new Float32Array(items.length)
  for (const [i, { history, target }] of cases.entries()) {
    scores.fill(0)
    await scorer(history, scores)
    for (const item of history) scores[item] = -Infinity
    lists.push(firstOf(scores, 10))
    const score = scores[target]!
    let higher = 0
    let equal = 0
    for (let item = 0; item < scores.length; item++) {
      if (scores[item]! > score) higher++
      else if (scores[item] === score) equal++
    }
    // A target that the user had before is not offered: it stands behind everything. It is among the equals itself.
    places[i] = score === -Infinity ? items.length : 1 + higher + (equal - 1) / 2
  }
  return { places, lists }
}

/** For each target the number of its user. */
export function unitsOf({ cases }: Pick<StudySplit, 'cases'>): Int32Array {
  return Int32Array.from(cases, ({ user }) => user)
}

/** 1 for each place up to the cutoff, 0 beyond; a place between two counts by its share. */
export function hitRates(places: ArrayLike<number>, cutoff: number): Float64Array {
  return Float64Array.from(places, place => Math.min(1, Math.max(0, cutoff + 1 - place)))
}

/** 1/log₂(1 + place) up to the cutoff, 0 beyond. */
export function gains(places: ArrayLike<number>, cutoff: number): Float64Array {
  return Float64Array.from(places, place => (place <= cutoff ? 1 / Math.log2(1 + place) : 0))
}

/** The items with the highest scores, best first. */
export function firstOf(scores: Float32Array, count: number): number[] {
  const best: number[] = []
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!
    if (score === -Infinity || (best.length === count && score <= scores[best[count - 1]!]!)) continue
    let at = best.length
    while (at > 0 && scores[best[at - 1]!]! < score) at--
    best.splice(at, 0, item)
    if (best.length > count) best.pop()
  }
  return best
}
