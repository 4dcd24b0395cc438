import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Recall: the share of the relevant documents that are among the first `k`. */
export const recall: MeasureDefinition = {
  name: 'R',
  title: 'Recall',
  formula: '|relevant among the first k| / |relevant|; 0 if nothing is relevant',
  source: 'trec_eval m_recall.c',
  cutoff: 'required',
  takesRel: true,
  compute({ ranked, judged }, { cutoff, rel }) {
    const relevant = relevantCount(judged, rel)
    return relevant === 0 ? 0 : relevantCount(ranked, rel, cutoff) / relevant
  },
}
