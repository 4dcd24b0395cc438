/** For each document in turn: which subtopics it is relevant to. */
export type Covered = readonly (readonly number[])[]

/** The subtopics of which each document has a relevance of at least `rel`. */
export function covered(relevances: readonly (readonly number[])[], rel: number): Covered {
  return relevances.map(each => each.flatMap((relevance, subtopic) => (relevance >= rel ? [subtopic] : [])))
}

/** Number of subtopics that anything is relevant to. */
export function subtopicCount(judged: Covered): number {
  return new Set(judged.flat()).size
}

/**
 * What each document adds: for each of its subtopics (1 - alpha) to the power of how many documents before cover it.
 */
export function novelties(documents: Covered, alpha: number): number[] {
  const gains = new Map<number, number>()
  return documents.map(subtopics => {
    let sum = 0
    for (const subtopic of subtopics) {
      const gain = gains.get(subtopic) ?? 1
      sum += gain
      gains.set(subtopic, gain * (1 - alpha))
    }
    return sum
  })
}

/**
 * The judged documents in the order that adds most at each rank, chosen greedily; of equal ones the last comes first.
 *
 * @see https://github.com/trec-web/trec-web-2014, ndeval.c, idealResult
 */
export function idealOrder(judged: Covered, alpha: number): Covered {
  const gains = new Map<number, number>()
  const left = [...judged]
  return judged.map(() => {
    let best = 0
    let most = -1
    for (const [i, subtopics] of left.entries()) {
      const sum = subtopics.reduce((total, subtopic) => total + (gains.get(subtopic) ?? 1), 0)
      if (sum >= most) {
        most = sum
        best = i
      }
    }
    const [chosen] = left.splice(best, 1)
    for (const subtopic of chosen!) gains.set(subtopic, (gains.get(subtopic) ?? 1) * (1 - alpha))
    return chosen!
  })
}

/** sum over the first `cutoff` documents of novelty_i * discount(i), i from 1. */
export function discountedNovelty(
  documents: Covered,
  {
    alpha,
    cutoff,
    discount,
  }: { readonly alpha: number; readonly cutoff: number; readonly discount: (rank: number) => number },
): number {
  return novelties(documents.slice(0, cutoff), alpha).reduce((sum, gain, i) => sum + gain * discount(i + 1), 0)
}
