import type { MeasureDefinition } from './measure.ts'

/** Reciprocal rank of the first relevant document; its mean over queries is MRR. */
export const reciprocalRank: MeasureDefinition = {
  name: 'RR',
  title: 'Reciprocal rank',
  formula: '1 / rank of the first relevant document; 0 if none is among the first k',
  source: 'Kantor and Voorhees, The TREC-5 confusion track, Information Retrieval 2000; trec_eval m_recip_rank.c',
  cutoff: 'optional',
  takesRel: true,
  compute({ ranked }, { cutoff, rel }) {
    const rank = ranked.findIndex(relevance => relevance >= rel) + 1
    return rank === 0 || rank > cutoff ? 0 : 1 / rank
  },
}
