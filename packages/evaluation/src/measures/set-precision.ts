import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Precision of all that was retrieved. */
export const setPrecision: MeasureDefinition = {
  name: 'SetP',
  aliases: { SetRelP: { relative: true } },
  title: 'Precision of the retrieved set',
  formula: '|retrieved and relevant| / |retrieved|, with relative: / min(|retrieved|, |relevant|)',
  source: 'trec_eval m_set_P.c, m_set_relative_P.c',
  parameters: { rel: 1, relative: false, judged_only: false },
  compute({ ranked, judged }, { rel, relative }) {
    const possible = relative ? Math.min(ranked.length, relevantCount(judged, rel)) : ranked.length
    return possible === 0 ? 0 : relevantCount(ranked, rel) / possible
  },
}
