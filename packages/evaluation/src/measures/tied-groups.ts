import type { JudgedRanking } from './measure.ts'

/** Documents with one score, whose order nothing decides. */
export interface TiedGroup {
  /** How many documents have a higher score. */
  readonly above: number
  /** Their relevances, in no order. */
  readonly relevances: readonly number[]
}

/** The groups of equal scores of a ranking, best first; each document by itself if scores are not known. */
export function tiedGroups({ ranked, scores }: Pick<JudgedRanking, 'ranked' | 'scores'>): TiedGroup[] {
  const groups: { above: number; relevances: number[] }[] = []
  for (const [i, relevance] of ranked.entries()) {
    if (i > 0 && scores !== undefined && scores[i] === scores[i - 1]) groups.at(-1)!.relevances.push(relevance)
    else groups.push({ above: i, relevances: [relevance] })
  }
  return groups
}

/** How many documents of a group stand among the first `cutoff`, whatever their order. */
export function groupWithin({ above, relevances }: TiedGroup, cutoff: number): number {
  return Math.min(Math.max(cutoff - above, 0), relevances.length)
}

/**
 * Mean over all orders of equal scores of how many of the first `cutoff` documents have a relevance of `rel` or more.
 */
export function expectedRelevant(groups: readonly TiedGroup[], rel: number, cutoff: number): number {
  return groups.reduce((sum, group) => {
    const relevant = group.relevances.filter(relevance => relevance >= rel).length
    return sum + (relevant * groupWithin(group, cutoff)) / group.relevances.length
  }, 0)
}

/** Probability that the first `places` of `size` documents in random order hold none of `relevant`. */
export function probabilityOfNone(size: number, relevant: number, places: number): number {
  let probability = 1
  for (let i = 0; i < places; i++) probability *= Math.max(size - relevant - i, 0) / (size - i)
  return probability
}
