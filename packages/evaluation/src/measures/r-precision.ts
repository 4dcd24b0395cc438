import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Precision after as many documents as are relevant. */
export const rPrecision: MeasureDefinition = {
  name: 'Rprec',
  aliases: { RPrec: {} },
  title: 'R-precision',
  formula: '|relevant among the first |relevant|| / |relevant|; 0 if nothing is relevant',
  source: 'Buckley and Voorhees, Retrieval system evaluation, TREC 2005; trec_eval m_Rprec.c',
  parameters: { rel: 1, judged_only: false },
  compute({ ranked, judged }, { rel }) {
    const relevant = relevantCount(judged, rel)
    return relevant === 0 ? 0 : relevantCount(ranked, rel, relevant) / relevant
  },
}
