import type { TestQuery, TrainingPair } from '../prepare/prepared-data.ts'

/** Pairs that are asked for: as many as tell a tower that knows them from one that has learnt something. */
const mostAsked = 200

/** By how much nDCG@10 on training pairs must be above that on held-out queries to be called learnt by heart. */
const leastGap = 0.3

/** Some of the training pairs as queries, evenly drawn; those whose query is in the text of its own answer are not. */
export function askedPairs(pairs: readonly TrainingPair[], idOf: ReadonlyMap<number, string>): TestQuery[] {
  const stored = new Set(idOf.values())
  const asked = pairs.flatMap((pair, place) =>
    'document' in pair && pair.start === 0 && stored.has(pair.document)
      ? [{ id: String(place), text: pair.query, relevant: { [pair.document]: 1 } }]
      : [],
  )
  const step = Math.max(1, asked.length / mostAsked)
  return Array.from({ length: Math.min(asked.length, mostAsked) }, (_, i) => asked[Math.floor(i * step)]!)
}

/** A sentence about a tower that finds the answers of its training pairs and not those of other queries. */
export function learntByHeart({
  name,
  pairs,
  onPairs,
  heldOut,
}: {
  readonly name: string
  readonly pairs: number
  /** nDCG@10 on training pairs, and on held-out queries. */
  readonly onPairs: number
  readonly heldOut: number
}): string | undefined {
  if (onPairs - heldOut < leastGap) return undefined
  return (
    `The ${name} has learnt its ${pairs.toLocaleString('en')} training pairs by heart: nDCG@10 is ` +
    `${onPairs.toFixed(3)} on them and ${heldOut.toFixed(3)} on held-out queries. More pairs, or a pretrained model ` +
    '(towerkit train --model), would help.'
  )
}
