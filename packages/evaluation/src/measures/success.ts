import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'
import { groupWithin, probabilityOfNone } from './tied-groups.ts'

/** Success, also called hit rate: whether anything relevant is among the first `k`. */
export const success: MeasureDefinition = {
  name: 'Success',
  title: 'Success',
  formula: '1 if a relevant document is among the first k, else 0',
  source: 'trec_eval m_success.c',
  parameters: { cutoff: 'required', rel: 1, judged_only: false },
  compute: ({ ranked }, { cutoff, rel }) => (relevantCount(ranked, rel, cutoff) > 0 ? 1 : 0),
  expected: (groups, _ranking, { cutoff, rel }) =>
    1 -
    groups.reduce(
      (none, group) =>
        none *
        probabilityOfNone(group.relevances.length, relevantCount(group.relevances, rel), groupWithin(group, cutoff)),
      1,
    ),
}
