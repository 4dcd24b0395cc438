import { requireKnownOptions } from '@towerkit/core'
import { add, and, cast, div, greater, max, reduceSum, relu, reshape, sub, where, type Loss } from '@towerkit/graph'
import { labelledBatch, requireBatchTriplets, type BatchTripletOptions } from './labelled-batch.ts'

/**
 * All triplets of a labelled batch: L = 1/n⁺ Σ max(0, d(a, p) − d(a, n) + m), over the n⁺ triplets that cost something.
 *
 * Columns: `embedding` [batch, dimensions]; `label` [batch], examples of one label belong together. A batch without
 * such triplets costs 0. Holds a tensor of batch × batch × batch.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is not above 0.
 *
 * @example
 * const loss = batchAllTriplet({ distance: 'cosine', margin: 0.2 })
 *
 * @see Hermans, Beyer and Leibe, In defense of the triplet loss, arXiv 1703.07737, section 2; sentence-transformers'
 *   BatchAllTripletLoss.
 */
export function batchAllTriplet(options: BatchTripletOptions = {}): Loss {
  const { distance = 'euclidean', margin = 5 } = requireKnownOptions<BatchTripletOptions>('batchAllTriplet', options, {
    distance: true,
    margin: true,
  })
  requireBatchTriplets('batchAllTriplet', { distance, margin })
  return {
    name: 'batchAllTriplet',
    columns: { embedding: 'embedding', label: 'number' },
    options: { distance, margin },
    source: 'https://arxiv.org/abs/1703.07737',
    compute(columns) {
      const { distances, positives, negatives } = labelledBatch('batchAllTriplet', columns, distance)
      const batch = distances.shape[0]!
      const gaps = relu(add(sub(reshape(distances, [batch, batch, 1]), reshape(distances, [batch, 1, batch])), margin))
      const triplets = and(reshape(positives, [batch, batch, 1]), reshape(negatives, [batch, 1, batch]))
      const costs = where(triplets, gaps, 0)
      return div(reduceSum(costs), max(reduceSum(cast(greater(costs, 0), costs.dtype)), 1))
    },
  }
}
