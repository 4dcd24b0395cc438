import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** INSQ with a reader who is also less likely to continue the more was found. */
export const inst: MeasureDefinition = {
  name: 'INST',
  title: 'INST',
  formula:
    'sum_i w_i g_i; from rank i, with T_i = T - the gains so far, a reader goes on with ((i + T + T_i - 1) / (i + ' +
    'T + T_i))^2',
  source:
    'Moffat, Bailey, Scholer and Thomas, INST: an adaptive metric for information retrieval evaluation, ADCS ' +
    '2015; cwl_eval cwl_inst.py',
  parameters: { T: 1, min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { T, ...range }) =>
    expectedGain(
      scaledGains(ranked, range),
      ({ rank, total }) => ((rank + 2 * T - total - 1) / (rank + 2 * T - total)) ** 2,
    ),
}
