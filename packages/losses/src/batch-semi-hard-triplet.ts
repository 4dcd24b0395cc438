import { requireKnownOptions } from '@towerkit/core'
import {
  add,
  and,
  cast,
  div,
  greater,
  less,
  max,
  mul,
  reduceMax,
  reduceMin,
  reduceSum,
  relu,
  reshape,
  sub,
  where,
  type Loss,
} from '@towerkit/graph'
import { labelledBatch, requireBatchTriplets, type BatchTripletOptions } from './labelled-batch.ts'

/** Beyond any distance, and finite. */
const far = 1e30

/**
 * For each pair of one label in a batch, the closest negative that is further than the positive, or the furthest of all
 * if there is none:
 *
 *   L = 1/|pairs| Σ_{(a, p)} max(0, d(a, p) − d(a, n*) + m), n* = argmin { d(a, n) : d(a, n) > d(a, p) }
 *
 * Columns: `embedding` [batch, dimensions]; `label` [batch], examples of one label belong together. A batch without
 * pairs costs 0. Holds a tensor of batch × batch × batch.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is not above 0.
 *
 * @example
 * const loss = batchSemiHardTriplet({ distance: 'cosine', margin: 0.2 })
 *
 * @see Schroff, Kalenichenko and Philbin, FaceNet, 2015, section 3.2; sentence-transformers' BatchSemiHardTripletLoss.
 */
export function batchSemiHardTriplet(options: BatchTripletOptions = {}): Loss {
  const { distance = 'euclidean', margin = 5 } = requireKnownOptions<BatchTripletOptions>(
    'batchSemiHardTriplet',
    options,
    { distance: true, margin: true },
  )
  requireBatchTriplets('batchSemiHardTriplet', { distance, margin })
  return {
    name: 'batchSemiHardTriplet',
    columns: { embedding: 'embedding', label: 'number' },
    options: { distance, margin },
    source: 'https://arxiv.org/abs/1503.03832',
    compute(columns) {
      const { distances, positives, negatives } = labelledBatch('batchSemiHardTriplet', columns, distance)
      const batch = distances.shape[0]!
      const across = reshape(distances, [batch, 1, batch])
      const isOutside = and(
        reshape(negatives, [batch, 1, batch]),
        greater(across, reshape(distances, [batch, batch, 1])),
      )
      const outside = reduceMin(where(isOutside, across, far), [2])
      // Distances are not negative; an example without negatives has the distance 0 to them.
      const inside = reduceMax(where(negatives, distances, 0), [1], { keepDimensions: true })
      const gaps = relu(add(sub(distances, where(less(outside, far), outside, inside)), margin))
      const pairs = cast(positives, gaps.dtype)
      return div(reduceSum(mul(gaps, pairs)), max(reduceSum(pairs), 1))
    },
  }
}
