import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'
import { expectedRelevant } from './tied-groups.ts'

/**
 * Precision: the share of the first `k` ranks that hold a relevant document. An empty rank counts as not relevant.
 */
export const precision: MeasureDefinition = {
  name: 'P',
  aliases: { Precision: {} },
  title: 'Precision',
  formula: '|relevant among the first k| / k',
  source: 'trec_eval m_P.c',
  parameters: { cutoff: 'required', rel: 1, judged_only: false },
  compute: ({ ranked }, { cutoff, rel }) => relevantCount(ranked, rel, cutoff) / cutoff,
  expected: (groups, _ranking, { cutoff, rel }) => expectedRelevant(groups, rel, cutoff) / cutoff,
}
