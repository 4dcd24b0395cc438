import { covered, subtopicCount } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** The share of the subtopics that the first documents cover. */
export const subtopicRecall: MeasureDefinition = {
  name: 'StRecall',
  title: 'Subtopic recall',
  formula: '|subtopics that a document among the first k is relevant to| / |subtopics|',
  source: 'Zhai, Cohen and Lafferty, Beyond independent relevance, SIGIR 2003; ndeval.c',
  parameters: { cutoff: Infinity, rel: 1 },
  ties: 'first id',
  needsSubtopics: true,
  compute({ subtopics }, { cutoff, rel }) {
    const count = subtopicCount(covered(subtopics!.judged, rel))
    return count === 0 ? 0 : subtopicCount(covered(subtopics!.ranked.slice(0, cutoff), rel)) / count
  },
}
