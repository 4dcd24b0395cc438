import type { MeasureDefinition } from './measure.ts'

/** The share of the retrieved documents that are judged. */
export const judged: MeasureDefinition = {
  name: 'Judged',
  title: 'Judged',
  formula: '|judged among the first k| / |first k|',
  source: 'ir_measures judged_provider.py',
  parameters: { cutoff: Infinity },
  ties: 'first id',
  compute({ ranked }, { cutoff }) {
    const first = ranked.slice(0, cutoff)
    return first.length === 0 ? 0 : first.filter(relevance => relevance !== -Infinity).length / first.length
  },
}
