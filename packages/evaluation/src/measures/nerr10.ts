import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** NERR8 with patience instead of a cutoff. */
export const nerr10: MeasureDefinition = {
  name: 'NERR10',
  title: 'Nearly expected reciprocal rank, equation 10',
  formula: 'sum_i w_i g_i; from rank i a reader goes on with p * (1 - g_i)',
  source: 'Azzopardi, Mackenzie and Moffat, ERR is not C/W/L, ICTIR 2021, equation 10; cwl_eval cwl_nerr.py',
  parameters: { p: 0.9, min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { p, ...range }) => expectedGain(scaledGains(ranked, range), ({ gain }) => p * (1 - gain)),
}
