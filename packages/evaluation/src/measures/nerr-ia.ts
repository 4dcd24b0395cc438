import { normalizedNovelty, reciprocal } from './novelty-discounts.ts'
import type { MeasureDefinition } from './measure.ts'

/** ERR_IA divided by that of the best order of the judged documents. */
export const nErrIa: MeasureDefinition = {
  name: 'nERR_IA',
  title: 'Intent-aware normalised expected reciprocal rank',
  formula: 'ERR_IA@k divided by its value for the judged documents in the order that adds most at each rank',
  source: 'Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009; ndeval.c',
  parameters: { cutoff: Infinity, rel: 1, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute: ({ subtopics }, { cutoff, rel }) =>
    normalizedNovelty(subtopics!, { rel, alpha: 0.5, cutoff, discount: reciprocal }),
}
