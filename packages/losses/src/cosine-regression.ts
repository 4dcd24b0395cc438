import { cast, cosineSimilarity, mean, mul, sub, type Loss } from '@towerkit/graph'
import { requireNumbers } from './pair-distance.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/**
 * Brings the cosine of each pair to its score: L = mean (cos(uᵢ, vᵢ) − yᵢ)².
 *
 * Columns: `first` and `second` [batch, dimensions]; `score` [batch], in [-1, 1], mostly [0, 1]. Where only the order
 * of the scores means something, `coSent` learns better.
 *
 * @example
 * const loss = cosineRegression()
 *
 * @see Reimers and Gurevych, Sentence-BERT, 2019, section 3 (regression objective); sentence-transformers'
 *   CosineSimilarityLoss.
 */
export function cosineRegression(): Loss {
  return {
    name: 'cosineRegression',
    columns: { first: 'embedding', second: 'embedding', score: 'number' },
    source: 'https://arxiv.org/abs/1908.10084',
    compute(columns) {
      const { first, second } = requireEmbeddings('cosineRegression', columns, ['first', 'second'])
      const { score } = requireColumns('cosineRegression', columns, ['score'])
      const wanted = requireNumbers('cosineRegression', 'score', { value: score, batch: first.shape[0]! })
      const difference = sub(cosineSimilarity(first, second), cast(wanted, first.dtype))
      return mean(mul(difference, difference))
    },
  }
}
