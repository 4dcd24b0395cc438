import { ArgumentError } from '@towerkit/core'
import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** Discounted cumulative gain whose weights add up to 1. */
export const scaledDcg: MeasureDefinition = {
  name: 'SDCG',
  title: 'Scaled discounted cumulative gain',
  formula: 'sum_{i<=k} g_i / log2(i + 1), divided by sum_{i<=k} 1 / log2(i + 1)',
  source:
    'Moffat and Zobel, Rank-biased precision for measurement of retrieval effectiveness, TOIS 2008; cwl_eval ' +
    'cwl_dcg.py',
  parameters: { cutoff: 'required', dcg: 'log2', min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute({ ranked }, { cutoff, dcg, ...range }) {
    if (dcg !== 'log2') throw new ArgumentError("SDCG: dcg is 'exp-log2'. Only 'log2' is defined.", { dcg })
    return expectedGain(scaledGains(ranked, range), ({ rank }) =>
      rank < cutoff ? Math.log2(rank + 1) / Math.log2(rank + 2) : 0,
    )
  },
}
