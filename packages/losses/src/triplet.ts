import { requireKnownOptions } from '@towerkit/core'
import { add, mean, relu, sub, type Loss } from '@towerkit/graph'
import { document } from './documents.ts'
import { pairDistance, requireDistance, type Distance } from './pair-distance.ts'
import { requireEmbeddings } from './require-columns.ts'

/** Options of `triplet`. */
export interface TripletOptions {
  /** Default 'euclidean'. */
  readonly distance?: Distance
  /** How much further away the negative must be than the positive; above 0. Default 5. */
  readonly margin?: number
}

/**
 * Each query must be closer to its positive than to its negative, by a margin: L = mean max(0, d(q, p) − d(q, n) + m).
 *
 * Columns: `query`, `positive` and `negative` [batch, dimensions]. Between unit vectors distances reach 2: choose the
 * margin accordingly.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is not above 0.
 *
 * @example
 * const loss = triplet({ distance: 'cosine', margin: 0.3 })
 *
 * @see Schroff, Kalenichenko and Philbin, FaceNet, 2015, equation 2; sentence-transformers' TripletLoss. `infoNce` with
 *   `negatives` compares with the whole batch.
 */
export function triplet(options: TripletOptions = {}): Loss {
  const { distance = 'euclidean', margin = 5 } = requireKnownOptions<TripletOptions>('triplet', options, {
    distance: true,
    margin: true,
  })
  requireDistance('triplet', distance, margin)
  return {
    name: 'triplet',
    columns: { query: 'embedding', positive: document, negative: document },
    options: { distance, margin },
    source: 'https://arxiv.org/abs/1503.03832',
    compute(columns) {
      const { query, positive, negative } = requireEmbeddings('triplet', columns, ['query', 'positive', 'negative'])
      return mean(
        relu(add(sub(pairDistance(distance, query, positive), pairDistance(distance, query, negative)), margin)),
      )
    },
  }
}
