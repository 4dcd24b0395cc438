import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** A reader with an expected gain in mind, who is less likely to continue at deeper ranks. */
export const insq: MeasureDefinition = {
  name: 'INSQ',
  title: 'INSQ',
  formula: 'sum_i w_i g_i; from rank i a reader goes on with ((i + 2T - 1) / (i + 2T))^2',
  source:
    'Moffat, Scholer and Thomas, Models and metrics: IR evaluation as a user process, ADCS 2012; cwl_eval cwl_insq.py',
  parameters: { T: 1, min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { T, ...range }) =>
    expectedGain(scaledGains(ranked, range), ({ rank }) => ((rank + 2 * T - 1) / (rank + 2 * T)) ** 2),
}
