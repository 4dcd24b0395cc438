import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/**
 * Binary preference: how seldom a judged, not relevant document is ranked above a relevant one. Documents that are not
 * judged do not count.
 */
export const bpref: MeasureDefinition = {
  name: 'Bpref',
  aliases: { BPref: {} },
  title: 'Binary preference',
  formula:
    '1 / |relevant| * sum over retrieved relevant documents of 1 - min(judged others above, |relevant|) / ' +
    'min(|judged others|, |relevant|)',
  source: 'Buckley and Voorhees, Retrieval evaluation with incomplete information, SIGIR 2004; trec_eval m_bpref.c',
  parameters: { rel: 1 },
  compute({ ranked, judged }, { rel }) {
    const relevant = relevantCount(judged, rel)
    if (relevant === 0) return 0
    const others = relevantCount(judged, 0) - relevant
    let above = 0
    let sum = 0
    for (const relevance of ranked) {
      if (relevance >= rel) sum += above === 0 ? 1 : 1 - Math.min(above, relevant) / Math.min(others, relevant)
      else if (relevance >= 0) above++
    }
    return sum / relevant
  },
}
