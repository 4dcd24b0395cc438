import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** Nearly ERR: a reader who stops at a document with its gain, or at the cutoff. */
export const nerr8: MeasureDefinition = {
  name: 'NERR8',
  title: 'Nearly expected reciprocal rank, equation 8',
  formula: 'sum_i w_i g_i; from rank i < k a reader goes on with 1 - g_i',
  source: 'Azzopardi, Mackenzie and Moffat, ERR is not C/W/L, ICTIR 2021, equation 8; cwl_eval cwl_nerr.py',
  parameters: { cutoff: 'required', min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { cutoff, ...range }) =>
    expectedGain(scaledGains(ranked, range), ({ rank, gain }) => (rank < cutoff ? 1 - gain : 0)),
}
