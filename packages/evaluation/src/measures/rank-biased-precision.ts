import { expectedGain } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/**
 * Rank-biased precision: a reader continues to each next document with the probability `p`. Without `rel` the relevance
 * is the gain.
 */
export const rankBiasedPrecision: MeasureDefinition = {
  name: 'RBP',
  title: 'Rank-biased precision',
  formula:
    '(1 - p) * sum_{i<=k} p^(i - 1) g_i; with rel, g_i is 1 if rel_i >= rel else 0, and the weights of the first ' +
    '1000 ranks add up to 1',
  source:
    'Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008; cwl_eval ' +
    'cwl_rbp.py',
  parameters: { cutoff: Infinity, p: 0.8, rel: -Infinity },
  ties: 'as given',
  compute({ ranked }, { cutoff, p, rel }) {
    const first = ranked.slice(0, cutoff)
    if (rel !== -Infinity)
      return expectedGain(
        first.map(relevance => (relevance >= rel ? 1 : 0)),
        () => p,
      )
    return (1 - p) * first.reduce((sum, relevance, i) => sum + p ** i * Math.max(relevance, 0), 0)
  },
}
