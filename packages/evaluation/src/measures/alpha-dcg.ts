import { collectionIndependent, logarithmic } from './novelty-discounts.ts'
import { covered, subtopicCount } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** Discounted cumulative gain of documents that count less for each subtopic, the more of it came before. */
export const alphaDcg: MeasureDefinition = {
  name: 'alpha_DCG',
  aliases: { α_DCG: {} },
  title: 'Alpha discounted cumulative gain',
  formula:
    'sum_{i<=k} novelty_i / log2(i + 1), divided by what |subtopics| * (1 - alpha)^(i - 1) at each rank i would ' +
    'give (not at k = 1); novelty_i sums (1 - alpha)^(documents before on it) over the subtopics of document i',
  source: 'Clarke et al., Novelty and diversity in information retrieval evaluation, SIGIR 2008; ndeval.c',
  parameters: { cutoff: Infinity, rel: 1, alpha: 0.5, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute: ({ subtopics }, { cutoff, rel, alpha }) => {
    const count = subtopicCount(covered(subtopics!.judged, rel))
    return count === 0
      ? 0
      : collectionIndependent(covered(subtopics!.ranked, rel), { alpha, cutoff, count, discount: logarithmic })
  },
}
