import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** How many documents were retrieved; with `rel`, how many relevant ones. */
export const numberRetrieved: MeasureDefinition = {
  name: 'NumRet',
  aliases: { NumRelRet: { rel: 1 } },
  title: 'Number of retrieved documents',
  formula: '|retrieved|, with rel: |retrieved and relevant|; added up over queries',
  source: 'trec_eval m_num_ret.c, m_num_rel_ret.c',
  parameters: { rel: -Infinity },
  aggregate: 'sum',
  compute: ({ ranked }, { rel }) => relevantCount(ranked, rel),
}
