import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, mean, reduceMax, reduceMin, relu, softplus, sub, where, type Loss } from '@towerkit/graph'
import { labelledBatch, requireBatchTriplets, type BatchTripletOptions } from './labelled-batch.ts'

/** Options of `batchHardTriplet`. */
export interface BatchHardTripletOptions extends Omit<BatchTripletOptions, 'margin'> {
  /** A number above 0, or 'soft' for ln(1 + eˣ) instead of max(0, x + m). Default 5. */
  readonly margin?: number | 'soft'
}

/**
 * The hardest triplet of each example of a labelled batch: its furthest positive against its closest negative.
 *
 *   L = mean max(0, maxₚ d(a, p) − minₙ d(a, n) + m), or mean ln(1 + e^{maxₚ d(a, p) − minₙ d(a, n)})
 *
 * Columns: `embedding` [batch, dimensions]; `label` [batch], examples of one label belong together. An example without
 * a positive has the distance 0 to it; one without a negative has its largest distance of all.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is neither above 0 nor 'soft'.
 *
 * @example
 * const loss = batchHardTriplet({ margin: 'soft' })
 *
 * @see Hermans, Beyer and Leibe, In defense of the triplet loss, arXiv 1703.07737, equation 5; sentence-transformers'
 *   BatchHardTripletLoss and BatchHardSoftMarginTripletLoss.
 */
export function batchHardTriplet(options: BatchHardTripletOptions = {}): Loss {
  const { distance = 'euclidean', margin = 5 } = requireKnownOptions<BatchHardTripletOptions>(
    'batchHardTriplet',
    options,
    { margin: true, distance: true },
  )
  if (typeof margin === 'string' && margin !== 'soft')
    throw new ArgumentError(`batchHardTriplet: a margin of "${String(margin)}". Give a number above 0, or 'soft'.`, {
      margin,
    })
  requireBatchTriplets('batchHardTriplet', { distance, margin: margin === 'soft' ? 1 : margin })
  return {
    name: 'batchHardTriplet',
    columns: { embedding: 'embedding', label: 'number' },
    options: { distance, margin },
    source: 'https://arxiv.org/abs/1703.07737',
    compute(columns) {
      const { distances, positives, negatives } = labelledBatch('batchHardTriplet', columns, distance)
      const furthestPositive = reduceMax(where(positives, distances, 0), [1])
      const furthest = reduceMax(distances, [1], { keepDimensions: true })
      const closestNegative = reduceMin(where(negatives, distances, add(distances, furthest)), [1])
      const gaps = sub(furthestPositive, closestNegative)
      return mean(margin === 'soft' ? softplus(gaps) : relu(add(gaps, margin)))
    },
  }
}
