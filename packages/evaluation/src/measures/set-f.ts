import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** The weighted harmonic mean of precision and recall of all that was retrieved. */
export const setF: MeasureDefinition = {
  name: 'SetF',
  title: 'F of the retrieved set',
  formula: '(1 + beta) * P * R / (beta * P + R)',
  source: 'trec_eval m_set_F.c',
  parameters: { rel: 1, beta: 1, judged_only: false },
  compute({ ranked, judged }, { rel, beta }) {
    const found = relevantCount(ranked, rel)
    if (found === 0) return 0
    const precision = found / ranked.length
    const recall = found / relevantCount(judged, rel)
    return ((1 + beta) * precision * recall) / (beta * precision + recall)
  },
}
