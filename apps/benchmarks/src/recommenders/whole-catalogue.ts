import type { StudySplit } from './study-data.ts'

/** Writes the score of each item of the catalogue for a user. */
export type UserScorer = (user: number, scores: Float32Array) => void

/** What each target got, in the order of users and of their targets. */
export interface CatalogueResult {
  /** Expected place of each target, from 1; equal scores count half. */
  readonly places: Float64Array
  /** For each target the number of its user, from 0. */
  readonly units: Int32Array
  /** Share of the catalogue that is among the first ten of any user. */
  readonly coverage: number
  /** Mean training popularity of the first ten, as a share of the users. */
  readonly popularity: number
}

/**
 * Ranks the whole catalogue for every user with targets, less what the user had in training: never a sample of it.
 * Other targets of the same user are left out while one is ranked.
 */
export function wholeCatalogue({ train, targets, items }: StudySplit, scorer: UserScorer): CatalogueResult {
  const places: number[] = []
  const units: number[] = []
  const counts = new Float64Array(items.length)
  for (const history of train) for (const item of new Set(history)) counts[item]!++
  const shown = new Set<number>()
  let popularity = 0
  let lists = 0
  const scores = new Float32Array(items.length)
  targets.forEach((own, user) => {
    if (own.length === 0) return
    scores.fill(0)
    scorer(user, scores)
    for (const item of train[user]!) scores[item] = -Infinity
    const top = firstOf(scores, 10)
    for (const item of top) {
      shown.add(item)
      popularity += counts[item]! / train.length
    }
    lists += top.length
    const kept = Array.from(own, item => scores[item]!)
    for (const item of own) scores[item] = -Infinity
    kept.forEach(score => {
      let higher = 0
      let equal = 0
      for (const other of scores) {
        if (other > score) higher++
        else if (other === score) equal++
      }
      // A target that the user had before is not offered: it stands behind everything.
      places.push(score === -Infinity ? items.length : 1 + higher + equal / 2)
      units.push(user)
    })
  })
  return {
    places: Float64Array.from(places),
    units: Int32Array.from(units),
    coverage: shown.size / items.length,
    popularity: popularity / lists,
  }
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
