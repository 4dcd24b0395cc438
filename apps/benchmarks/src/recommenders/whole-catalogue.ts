import type { StudySplit } from './study-data.ts'

/** Writes the score of each item of the catalogue for a user. */
export type UserScorer = (user: number, scores: Float32Array) => void | Promise<void>

/** What each target got, in the order of users and of their targets. */
export interface CatalogueResult {
  /** Expected place of each target, from 1; equal scores count half. */
  readonly places: Float64Array
  /** The first ten of each user who has targets. */
  readonly lists: ReadonlyMap<number, readonly number[]>
}

/**
 * Ranks the whole catalogue for every user with targets, less what the user had in training: never a sample of it.
 * Other targets of the same user are left out while one is ranked.
 */
export async function wholeCatalogue(
  { train, targets, items }: StudySplit,
  scorer: UserScorer,
): Promise<CatalogueResult> {
  const places: number[] = []
  const lists = new Map<number, number[]>()
  const scores = new Float32Array(items.length)
  for (const [user, own] of targets.entries()) {
    if (own.length === 0) continue
    scores.fill(0)
    await scorer(user, scores)
    for (const item of train[user]!) scores[item] = -Infinity
    lists.set(user, firstOf(scores, 10))
    const kept = Array.from(own, item => scores[item]!)
    for (const item of own) scores[item] = -Infinity
    for (const score of kept) {
      let higher = 0
      let equal = 0
      for (let item = 0; item < scores.length; item++) {
        if (scores[item]! > score) higher++
        else if (scores[item] === score) equal++
      }
      // A target that the user had before is not offered: it stands behind everything.
      places.push(score === -Infinity ? items.length : 1 + higher + equal / 2)
    }
  }
  return { places: Float64Array.from(places), lists }
}

/** For each target of a split the number of its user, in the order of the results. */
export function unitsOf({ targets }: StudySplit): Int32Array {
  return Int32Array.from(targets.flatMap((own, user) => Array.from(own, () => user)))
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
