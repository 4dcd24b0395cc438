/**
 * Documents that hold a term and how often: position, frequency, position, frequency, ... Those of removed documents
 * stay until the index is compacted.
 */
export type Postings = number[]

/** What `addScores` works on. */
export interface Scoring {
  readonly rarity: number
  readonly saturation: Float64Array
  readonly scores: Float64Array
  /** The first `count` are the positions with a score; new ones are appended. */
  readonly touched: Uint32Array
  readonly count: number
}

/** Adds what a term gives to the scores of its documents. @returns the new count. */
export function addScores(posting: Postings, { rarity, saturation, scores, touched, count }: Scoring): number {
  let end = count
  for (let i = 0; i < posting.length; i += 2) {
    const place = posting[i]!
    const frequency = posting[i + 1]!
    const saturated = saturation[place]!
    if (saturated === Infinity) continue
    if (scores[place] === 0) touched[end++] = place
    scores[place]! += (rarity * frequency) / (frequency + saturated)
  }
  return end
}

/** Only the postings of documents that are kept, at their new positions. */
export function keepMoved(posting: Postings, moved: Int32Array): void {
  let end = 0
  for (let i = 0; i < posting.length; i += 2) {
    const place = moved[posting[i]!]!
    if (place === -1) continue
    posting[end++] = place
    posting[end++] = posting[i + 1]!
  }
  posting.length = end
}

/** How many of the documents are not removed: those whose saturation is finite. */
export function countKept(posting: Postings, saturation: Float64Array): number {
  let count = 0
  for (let i = 0; i < posting.length; i += 2) if (saturation[posting[i]!] !== Infinity) count++
  return count
}

/** Postings of several terms as those of one: of a document that has several, their frequencies are added. */
export function mergePostings(all: readonly Postings[], except: readonly Postings[] = []): Postings {
  const without = placesOf(except)
  const frequencies = new Map<number, number>()
  for (const posting of all)
    for (let i = 0; i < posting.length; i += 2) {
      const place = posting[i]!
      if (!without.has(place)) frequencies.set(place, (frequencies.get(place) ?? 0) + posting[i + 1]!)
    }
  return [...frequencies].sort(([a], [b]) => a - b).flat()
}

/** The positions in any of the postings. */
export function placesOf(all: readonly Postings[]): Set<number> {
  const places = new Set<number>()
  for (const posting of all) for (let i = 0; i < posting.length; i += 2) places.add(posting[i]!)
  return places
}
