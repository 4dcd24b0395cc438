import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Recall of all that was retrieved. */
export const setRecall: MeasureDefinition = {
  name: 'SetR',
  title: 'Recall of the retrieved set',
  formula: '|retrieved and relevant| / |relevant|',
  source: 'trec_eval m_set_recall.c',
  parameters: { rel: 1 },
  compute({ ranked, judged }, { rel }) {
    const relevant = relevantCount(judged, rel)
    return relevant === 0 ? 0 : relevantCount(ranked, rel) / relevant
  },
}
