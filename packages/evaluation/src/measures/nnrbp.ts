import { normalizedNovelty } from './novelty-discounts.ts'
import type { MeasureDefinition } from './measure.ts'

/** NRBP divided by that of the best order of the judged documents. */
export const nNrbp: MeasureDefinition = {
  name: 'nNRBP',
  title: 'Normalised novelty- and rank-biased precision',
  formula: 'NRBP divided by its value for the judged documents in the order that adds most at each rank',
  source:
    'Clarke, Kolla and Vechtomova, An effectiveness measure for ambiguous and underspecified queries, ICTIR 2009; ' +
    'ndeval.c',
  parameters: { rel: 1, alpha: 0.5, beta: 0.5 },
  ties: 'first id',
  needsSubtopics: true,
  compute: ({ subtopics }, { rel, alpha, beta }) =>
    normalizedNovelty(subtopics!, { rel, alpha, cutoff: Infinity, discount: rank => beta ** (rank - 1) }),
}
