import { DataError } from '@towerkit/core'
import type { MeasureDefinition } from './measure.ts'

/**
 * Expected reciprocal rank of the document at which a reader is satisfied. Relevance may be at most 4, as in gdeval.
 */
export const expectedReciprocalRank: MeasureDefinition = {
  name: 'ERR',
  title: 'Expected reciprocal rank',
  formula: 'sum_{i<=k} r_i / i * prod_{j<i} (1 - r_j), with r_i = (2^rel_i - 1) / 16',
  source: 'Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009; gdeval.pl',
  parameters: { cutoff: Infinity },
  ties: 'last id',
  compute({ ranked }, { cutoff }) {
    let sum = 0
    let reached = 1
    for (const [i, relevance] of ranked.slice(0, cutoff).entries()) {
      if (relevance > 4) throw new DataError(`ERR: a relevance is ${relevance}. Give at most 4.`, { relevance })
      const satisfied = (2 ** Math.max(relevance, 0) - 1) / 16
      sum += (reached * satisfied) / (i + 1)
      reached *= 1 - satisfied
    }
    return sum
  },
}
