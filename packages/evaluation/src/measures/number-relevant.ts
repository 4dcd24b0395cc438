import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/** How many documents are relevant to the queries that the run answers. */
export const numberRelevant: MeasureDefinition = {
  name: 'NumRel',
  title: 'Number of relevant documents',
  formula: '|relevant|, added up over the queries of the run',
  source: 'trec_eval m_num_rel.c',
  parameters: { rel: 1 },
  aggregate: 'sum',
  compute: ({ judged }, { rel }) => relevantCount(judged, rel),
}
