import type { MeasureDefinition } from './measure.ts'

/** Normalised discounted cumulative gain, with the relevance itself as gain, as trec_eval has it. */
export const nDCG: MeasureDefinition = {
  name: 'nDCG',
  title: 'Normalised discounted cumulative gain',
  formula: 'sum_{i<=k} max(rel_i, 0) / log2(i + 1), divided by its highest possible value; 0 if nothing is relevant',
  source: 'Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002; trec_eval m_ndcg_cut.c',
  cutoff: 'optional',
  takesRel: false,
  compute({ ranked, judged }, { cutoff }) {
    const ideal = discountedGain(judged, cutoff)
    return ideal === 0 ? 0 : discountedGain(ranked, cutoff) / ideal
  },
}

function discountedGain(relevances: readonly number[], cutoff: number): number {
  const length = Math.min(relevances.length, cutoff)
  let sum = 0
  for (let i = 0; i < length; i++) {
    const gain = relevances[i]!
    if (gain > 0) sum += gain / Math.log2(i + 2)
  }
  return sum
}
