import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Precision times recall of all that was retrieved. */
export const setAveragePrecision: MeasureDefinition = {
  name: 'SetAP',
  title: 'Average precision of the retrieved set',
  formula: '|retrieved and relevant|^2 / (|retrieved| * |relevant|)',
  source: 'trec_eval m_set_map.c',
  parameters: { rel: 1, judged_only: false },
  compute({ ranked, judged }, { rel }) {
    const product = ranked.length * relevantCount(judged, rel)
    return product === 0 ? 0 : relevantCount(ranked, rel) ** 2 / product
  },
}
