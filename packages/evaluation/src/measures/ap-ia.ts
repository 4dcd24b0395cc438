import { covered, type Covered } from './novelty.ts'
import type { MeasureDefinition } from './measure.ts'

/** Average precision for each subtopic, averaged. */
export const apIa: MeasureDefinition = {
  name: 'AP_IA',
  aliases: { MAP_IA: {} },
  title: 'Intent-aware average precision',
  formula: 'mean over subtopics of AP, taking only what is relevant to the subtopic',
  source: 'Agrawal et al., Diversifying search results, WSDM 2009; ndeval.c',
  parameters: { rel: 1, judged_only: false },
  ties: 'first id',
  needsSubtopics: true,
  compute({ subtopics }, { rel }) {
    const relevant = countsOf(covered(subtopics!.judged, rel))
    const found = new Map<number, number>()
    let sum = 0
    for (const [i, topics] of covered(subtopics!.ranked, rel).entries()) {
      for (const topic of topics) {
        found.set(topic, (found.get(topic) ?? 0) + 1)
        sum += found.get(topic)! / (i + 1) / relevant.get(topic)!
      }
    }
    return relevant.size === 0 ? 0 : sum / relevant.size
  },
}

function countsOf(documents: Covered): Map<number, number> {
  const counts = new Map<number, number>()
  for (const topic of documents.flat()) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return counts
}
