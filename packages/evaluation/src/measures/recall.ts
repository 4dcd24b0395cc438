import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'
import { expectedRelevant } from './tied-groups.ts'

/** Recall: the share of the relevant documents that are among the first `k`. */
export const recall: MeasureDefinition = {
  name: 'R',
  aliases: { Recall: {} },
  title: 'Recall',
  formula: '|relevant among the first k| / |relevant|; 0 if nothing is relevant',
  source: 'trec_eval m_recall.c',
  parameters: { cutoff: 'required', rel: 1, judged_only: false },
  compute({ ranked, judged }, { cutoff, rel }) {
    const relevant = relevantCount(judged, rel)
    return relevant === 0 ? 0 : relevantCount(ranked, rel, cutoff) / relevant
  },
  expected(groups, { judged }, { cutoff, rel }) {
    const relevant = relevantCount(judged, rel)
    return relevant === 0 ? 0 : expectedRelevant(groups, rel, cutoff) / relevant
  },
}
