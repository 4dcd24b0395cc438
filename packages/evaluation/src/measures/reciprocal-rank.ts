import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'
import { groupWithin, probabilityOfNone } from './tied-groups.ts'

/**
 * Reciprocal rank of the first relevant document; its mean over queries is MRR. With a cutoff, equal scores are ordered
 * as in MS MARCO.
 */
export const reciprocalRank: MeasureDefinition = {
  name: 'RR',
  aliases: { MRR: {} },
  title: 'Reciprocal rank',
  formula: '1 / rank of the first relevant document; 0 if none is among the first k',
  source:
    'Kantor and Voorhees, The TREC-5 confusion track, Information Retrieval 2000; trec_eval m_recip_rank.c; with ' +
    'a cutoff msmarco_eval.py',
  parameters: { cutoff: Infinity, rel: 1, judged_only: false },
  ties: ({ cutoff }) => (cutoff === Infinity ? 'trec_eval' : 'first id'),
  compute({ ranked }, { cutoff, rel }) {
    const rank = ranked.findIndex(relevance => relevance >= rel) + 1
    return rank === 0 || rank > cutoff ? 0 : 1 / rank
  },
  expected(groups, _ranking, { cutoff, rel }) {
    const group = groups.find(({ relevances }) => relevances.some(relevance => relevance >= rel))
    if (group === undefined) return 0
    const { above, relevances } = group
    const none = (places: number) => probabilityOfNone(relevances.length, relevantCount(relevances, rel), places)
    return Array.from(
      { length: groupWithin(group, cutoff) },
      (_, i) => (none(i) - none(i + 1)) / (above + i + 1),
    ).reduce((sum, value) => sum + value, 0)
  },
}
