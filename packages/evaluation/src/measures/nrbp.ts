import { covered, discountedNovelty, subtopicCount } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** Novelty- and rank-biased precision. */
export const nrbp: MeasureDefinition = {
  name: 'NRBP',
  title: 'Novelty- and rank-biased precision',
  formula: '(1 - (1 - alpha) * beta) / |subtopics| * sum_i novelty_i * beta^(i - 1)',
  source:
    'Clarke, Kolla and Vechtomova, An effectiveness measure for ambiguous and underspecified queries, ICTIR 2009; ' +
    'ndeval.c',
  parameters: { rel: 1, alpha: 0.5, beta: 0.5 },
  ties: 'first id',
  needsSubtopics: true,
  compute({ subtopics }, { rel, alpha, beta }) {
    const count = subtopicCount(covered(subtopics!.judged, rel))
    if (count === 0) return 0
    return (
      ((1 - (1 - alpha) * beta) / count) *
      discountedNovelty(covered(subtopics!.ranked, rel), {
        alpha,
        cutoff: Infinity,
        discount: rank => beta ** (rank - 1),
      })
    )
  },
}
