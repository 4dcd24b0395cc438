import { covered, subtopicCount } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** Precision for each subtopic, averaged. */
export const pIa: MeasureDefinition = {
  name: 'P_IA',
  title: 'Intent-aware precision',
  formula: '|pairs of a document among the first k and a subtopic that it is relevant to| / (k * |subtopics|)',
  source: 'Clarke et al., Overview of the TREC 2009 Web track; ndeval.c',
  parameters: { cutoff: 'required', rel: 1, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute({ subtopics }, { cutoff, rel }) {
    const count = subtopicCount(covered(subtopics!.judged, rel))
    return count === 0 ? 0 : covered(subtopics!.ranked.slice(0, cutoff), rel).flat().length / (cutoff * count)
  },
}
