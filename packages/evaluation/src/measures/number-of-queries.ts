import type { MeasureDefinition } from './measure.ts'

/** How many judged queries the run answers. */
export const numberOfQueries: MeasureDefinition = {
  name: 'NumQ',
  title: 'Number of queries',
  formula: '1, added up over the queries of the run',
  source: 'trec_eval m_num_q.c',
  parameters: {},
  aggregate: 'sum',
  compute: () => 1,
}
