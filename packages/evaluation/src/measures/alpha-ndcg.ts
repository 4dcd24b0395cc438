import { logarithmic, normalizedNovelty } from './novelty-discounts.ts'
import type { MeasureDefinition } from './measure.ts'

/** Alpha-DCG divided by that of the best order of the judged documents. */
export const alphaNdcg: MeasureDefinition = {
  name: 'alpha_nDCG',
  aliases: { α_nDCG: {} },
  title: 'Alpha normalised discounted cumulative gain',
  formula: 'alpha_DCG@k divided by its value for the judged documents in the order that adds most at each rank',
  source: 'Clarke et al., Novelty and diversity in information retrieval evaluation, SIGIR 2008; ndeval.c',
  parameters: { cutoff: Infinity, rel: 1, alpha: 0.5, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute: ({ subtopics }, { cutoff, rel, alpha }) =>
    normalizedNovelty(subtopics!, { rel, alpha, cutoff, discount: logarithmic }),
}
