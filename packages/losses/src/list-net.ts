import { requireKnownOptions } from '@towerkit/core'
import { logSoftmax, mul, neg, reduceMean, reduceSum, softmax, where, type Loss, type Value } from '@towerkit/graph'
import { ignoredScore, listScores, type ListScoreOptions } from './list-scores.ts'

/**
 * Cross-entropy of two distributions over a list, of being first by the labels and by the scores:
 *
 *   L = −1/n Σ_q Σᵢ softmax(y)ᵢ · ln softmax(s)ᵢ
 *
 * If all labels are equal, the optimum is equal scores. An empty list costs 0.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists. Lists of numbers are [batch, longest], NaN where a list is shorter; embeddings of lists [count, dimensions] or
 * [batch, longest, dimensions].
 *
 * @throws {ArgumentError} if the similarity is unknown or the temperature not above 0.
 *
 * @example
 * const loss = listNet({ similarity: 'dot', temperature: 1 })
 *
 * @see Cao et al., Learning to rank: from pairwise approach to listwise approach, 2007, section 4.2;
 *   sentence-transformers' ListNetLoss.
 */
export function listNet(options: ListScoreOptions = {}): Loss {
  requireKnownOptions<ListScoreOptions>('listNet', options, { similarity: true, temperature: true })
  const { read, ...described } = listScores('listNet', options)
  return {
    name: 'listNet',
    ...described,
    source: 'https://doi.org/10.1145/1273496.1273513',
    compute(columns) {
      const { scores, labels, counted } = read(columns)
      const within = (x: Value) => where(counted, x, ignoredScore)
      const target = where(counted, softmax(within(labels)), 0)
      return neg(reduceMean(reduceSum(mul(target, where(counted, logSoftmax(within(scores)), 0)), [1])))
    },
  }
}
