import { covered, discountedNovelty, idealOrder, type Covered } from './novelty.ts'
import type { SubtopicRanking } from './subtopic-ranking.ts'

/** How much a rank counts, from 1. */
type Discount = (rank: number) => number

/** Of DCG: 1 / log2(rank + 1). */
export const logarithmic: Discount = rank => 1 / Math.log2(rank + 1)

/** Of ERR: 1 / rank. */
export const reciprocal: Discount = rank => 1 / rank

/**
 * Discounted novelty divided by that of documents which all cover all subtopics; at a cutoff of 1 ndeval does not
 * divide.
 */
export function collectionIndependent(
  ranked: Covered,
  {
    alpha,
    cutoff,
    count,
    discount,
  }: { readonly alpha: number; readonly cutoff: number; readonly count: number; readonly discount: Discount },
): number {
  const novelty = discountedNovelty(ranked, { alpha, cutoff, discount })
  if (cutoff === 1 || novelty === 0) return novelty
  const all = Array.from({ length: count }, (_, subtopic) => subtopic)
  return (
    novelty /
    discountedNovelty(
      Array.from({ length: cutoff === Infinity ? ranked.length : cutoff }, () => all),
      { alpha, cutoff, discount },
    )
  )
}

/** Discounted novelty divided by that of the judged documents in their best order. */
export function normalizedNovelty(
  { ranked, judged }: SubtopicRanking,
  {
    rel,
    alpha,
    cutoff,
    discount,
  }: { readonly rel: number; readonly alpha: number; readonly cutoff: number; readonly discount: Discount },
): number {
  const ideal = discountedNovelty(idealOrder(covered(judged, rel), alpha), { alpha, cutoff, discount })
  return ideal === 0 ? 0 : discountedNovelty(covered(ranked, rel), { alpha, cutoff, discount }) / ideal
}
