import type { MeasureDefinition } from './measure.ts'
import { relevantCount } from './relevant-count.ts'

/**
 * Average precision estimated from judgements of a sample. A relevance below 0 marks a document of the pool that is not
 * judged.
 */
export const inferredAveragePrecision: MeasureDefinition = {
  name: 'infAP',
  title: 'Inferred average precision',
  formula:
    '1 / |relevant| * sum over retrieved relevant documents at rank i of 1 / i + (i - 1) / i * share of pool ' +
    'above * (relevant above + e) / (judged above + 2e), e = 0.00001',
  source:
    'Yilmaz and Aslam, Estimating average precision with incomplete and imperfect judgments, CIKM 2006; trec_eval ' +
    'm_infap.c',
  parameters: { rel: 1 },
  compute({ ranked, judged }, { rel }) {
    const relevant = relevantCount(judged, rel)
    let found = 0
    let others = 0
    let pooled = 0
    let sum = 0
    for (const [i, relevance] of ranked.entries()) {
      if (relevance === -Infinity) continue
      if (relevance >= rel) {
        sum +=
          i === 0
            ? 1
            : 1 / (i + 1) +
              (i / (i + 1)) * ((found + others + pooled) / i) * ((found + epsilon) / (found + others + 2 * epsilon))
        found++
      } else if (relevance >= 0) others++
      else pooled++
    }
    return relevant === 0 ? 0 : sum / relevant
  },
}

const epsilon = 0.00001
