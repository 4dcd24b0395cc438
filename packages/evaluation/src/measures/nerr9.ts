import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** NERR8 with a discount by rank. */
export const nerr9: MeasureDefinition = {
  name: 'NERR9',
  title: 'Nearly expected reciprocal rank, equation 9',
  formula: 'sum_i w_i g_i; from rank i < k a reader goes on with i / (i + 1) * (1 - g_i)',
  source: 'Azzopardi, Mackenzie and Moffat, ERR is not C/W/L, ICTIR 2021, equation 9; cwl_eval cwl_nerr.py',
  parameters: { cutoff: 'required', min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { cutoff, ...range }) =>
    expectedGain(scaledGains(ranked, range), ({ rank, gain }) =>
      rank < cutoff ? (rank / (rank + 1)) * (1 - gain) : 0,
    ),
}
