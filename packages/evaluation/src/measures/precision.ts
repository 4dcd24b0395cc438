import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** Precision: the share of the first `k` places that hold a relevant document. A place left empty counts as not relevant. */
export const precision: MeasureDefinition = {
  name: 'P',
  title: 'Precision',
  formula: '|relevant among the first k| / k',
  source: 'trec_eval m_P.c',
  cutoff: 'required',
  takesRel: true,
  compute: ({ ranked }, { cutoff, rel }) => relevantCount(ranked, rel, cutoff) / cutoff,
}
