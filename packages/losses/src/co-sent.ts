import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { cosineSimilarity, mul, type Loss } from '@towerkit/graph'
import { rankingBySimilarity } from './ranking-by-similarity.ts'
import { requireEmbeddings } from './require-columns.ts'

/**
 * Ranks pairs by their graded similarity: L = ln( 1 + Σ_{yᵢ > yⱼ} e^{λ(cos(uⱼ, vⱼ) − cos(uᵢ, vᵢ))} ).
 *
 * Every pair of pairs with different scores y counts, so the cost of the last step grows with the square of the batch.
 *
 * Columns: `first` and `second` [batch, dimensions], u and v; `score` [batch], any numbers whose order means something.
 *
 * @param options.scale λ, above 0. Default 20, as sentence-transformers.
 * @throws {ArgumentError} if the scale is not above 0.
 *
 * @example
 * const loss = coSent({ scale: 20 })
 *
 * @see Huang et al., CoSENT: Consistent sentence embedding via similarity ranking, 2024, equation 7;
 *   sentence-transformers' CoSENTLoss.
 */
export function coSent(options: { readonly scale?: number } = {}): Loss {
  const { scale = 20 } = requireKnownOptions<{ readonly scale?: number }>('coSent', options, { scale: true })
  if (!(scale > 0)) throw new ArgumentError(`coSent: a scale of ${scale}. Give a number above 0.`, { scale })
  return {
    name: 'coSent',
    columns: { first: 'embedding', second: 'embedding', score: 'number' },
    options: { scale },
    source: 'https://doi.org/10.1109/TASLP.2024.3402087',
    compute(columns) {
      const { first, second } = requireEmbeddings('coSent', columns, ['first', 'second'])
      return rankingBySimilarity('coSent', mul(cosineSimilarity(first, second), scale), columns)
    },
  }
}
