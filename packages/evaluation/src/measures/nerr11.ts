import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** NERR8 with the goal of INSQ instead of a cutoff. */
export const nerr11: MeasureDefinition = {
  name: 'NERR11',
  title: 'Nearly expected reciprocal rank, equation 11',
  formula: 'sum_i w_i g_i; from rank i a reader goes on with ((i + 2T - 1) / (i + 2T))^2 * (1 - g_i)',
  source: 'Azzopardi, Mackenzie and Moffat, ERR is not C/W/L, ICTIR 2021, equation 11; cwl_eval cwl_nerr.py',
  parameters: { T: 1, min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { T, ...range }) =>
    expectedGain(
      scaledGains(ranked, range),
      ({ rank, gain }) => ((rank + 2 * T - 1) / (rank + 2 * T)) ** 2 * (1 - gain),
    ),
}
