import { requireKnownOptions } from '@towerkit/core'
import { add, cast, mean, mul, relu, sub, type Loss } from '@towerkit/graph'
import { pairDistance, requireDistance, requireNumbers, type Distance } from './pair-distance.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/** Options of `contrastive` and `onlineContrastive`. */
export interface ContrastiveOptions {
  /** Default 'cosine'. */
  readonly distance?: Distance
  /** Distance beyond which negative pairs have no loss; above 0. Default 0.5. */
  readonly margin?: number
}

/**
 * Pulls positive pairs together and pushes negative pairs apart up to a margin m:
 *
 *   L = mean ½ [ y·d² + (1 − y)·max(0, m − d)² ]
 *
 * Columns: `first` and `second` [batch, dimensions]; `label` [batch], 1 for positive pairs and 0 for negative ones.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is not above 0.
 *
 * @example
 * const loss = contrastive({ margin: 0.5 })
 *
 * @see Hadsell, Chopra and LeCun, Dimensionality reduction by learning an invariant mapping, 2006, equation 4;
 *   sentence-transformers' ContrastiveLoss. `onlineContrastive` counts the hard pairs of the batch only.
 */
export function contrastive(options: ContrastiveOptions = {}): Loss {
  const { distance = 'cosine', margin = 0.5 } = requireKnownOptions<ContrastiveOptions>('contrastive', options, {
    distance: true,
    margin: true,
  })
  requireDistance('contrastive', distance, margin)
  return {
    name: 'contrastive',
    columns: { first: 'embedding', second: 'embedding', label: 'number' },
    options: { distance, margin },
    source: 'https://doi.org/10.1109/CVPR.2006.100',
    compute(columns) {
      const { first, second } = requireEmbeddings('contrastive', columns, ['first', 'second'])
      const { label } = requireColumns('contrastive', columns, ['label'])
      const positive = cast(
        requireNumbers('contrastive', 'label', { value: label, batch: first.shape[0]! }),
        first.dtype,
      )
      const apart = pairDistance(distance, first, second)
      const missing = relu(sub(margin, apart))
      return mul(mean(add(mul(positive, mul(apart, apart)), mul(sub(1, positive), mul(missing, missing)))), 0.5)
    },
  }
}
