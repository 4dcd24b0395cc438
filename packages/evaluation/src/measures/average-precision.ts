import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Average precision over the relevant documents; its mean over queries is MAP. */
export const averagePrecision: MeasureDefinition = {
  name: 'AP',
  aliases: { MAP: {} },
  title: 'Average precision',
  formula: 'sum over relevant documents at ranks i <= k of P@i, divided by |relevant|; 0 if nothing is relevant',
  source: 'Harman, Evaluation issues in information retrieval, IPM 1992; trec_eval m_map.c, m_map_cut.c',
  parameters: { cutoff: Infinity, rel: 1, judged_only: false },
  compute({ ranked, judged }, { cutoff, rel }) {
    const relevant = relevantCount(judged, rel)
    if (relevant === 0) return 0
    const length = Math.min(ranked.length, cutoff)
    let found = 0
    let sum = 0
    for (let i = 0; i < length; i++) if (ranked[i]! >= rel) sum += ++found / (i + 1)
    return sum / relevant
  },
}
