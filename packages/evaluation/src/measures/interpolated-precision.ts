import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** The highest precision from the rank on at which a recall is reached. */
export const interpolatedPrecision: MeasureDefinition = {
  name: 'IPrec',
  title: 'Interpolated precision at recall',
  formula:
    'max P@i over the ranks i from which on floor(recall * |relevant| + 0.9) relevant documents are found; 0 if ' +
    'they never are',
  source: 'trec_eval m_iprec_at_recall.c',
  parameters: { recall: 'required', rel: 1, judged_only: false },
  at: 'recall',
  compute({ ranked, judged }, { recall, rel }) {
    const needed = Math.floor(recall * relevantCount(judged, rel) + 0.9)
    let found = relevantCount(ranked, rel)
    if (found < needed || found === 0) return 0
    let highest = 0
    for (let i = ranked.length; i > 0 && found >= Math.max(needed, 1); i--) {
      highest = Math.max(highest, found / i)
      if (ranked[i - 1]! >= rel) found--
    }
    return highest
  },
}
