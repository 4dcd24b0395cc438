import { collectionIndependent, reciprocal } from './novelty-discounts.ts'
import { covered, subtopicCount } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** Expected reciprocal rank over the subtopics of a query. */
export const errIa: MeasureDefinition = {
  name: 'ERR_IA',
  title: 'Intent-aware expected reciprocal rank',
  formula:
    'sum_{i<=k} novelty_i / i with alpha 0.5, divided by what |subtopics| * (1 - alpha)^(i - 1) at each rank i ' +
    'would give (not at k = 1)',
  source: 'Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009; ndeval.c',
  parameters: { cutoff: Infinity, rel: 1, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute: ({ subtopics }, { cutoff, rel }) => {
    const count = subtopicCount(covered(subtopics!.judged, rel))
    return count === 0
      ? 0
      : collectionIndependent(covered(subtopics!.ranked, rel), { alpha: 0.5, cutoff, count, discount: reciprocal })
  },
}
