import { requireKnownOptions } from '@towerkit/core'
import {
  add,
  and,
  cast,
  div,
  equal,
  greater,
  less,
  max,
  mul,
  reduceMax,
  reduceMin,
  reduceSum,
  relu,
  stopGradient,
  sub,
  where,
  type Loss,
  type Value,
} from '@towerkit/graph'
import type { ContrastiveOptions } from './contrastive.ts'
import { pairDistance, requireDistance, requireNumbers } from './pair-distance.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/** Beyond any distance, and finite. */
const far = 1e30

/**
 * `contrastive` on the hard pairs of a batch: positive pairs further apart than its closest negative pair, and negative
 * pairs closer than its furthest positive pair.
 *
 *   L = Σ_{hard positives} d² + Σ_{hard negatives} max(0, m − d)²
 *
 * A sum, not a mean. In a batch of positive pairs only, those beyond their mean are hard; of negative pairs only, those
 * below it.
 *
 * Columns: `first` and `second` [batch, dimensions]; `label` [batch], 1 for positive pairs and 0 for negative ones;
 * pairs with any other label are ignored.
 *
 * @throws {ArgumentError} for an unknown distance, or a margin that is not above 0.
 *
 * @example
 * const loss = onlineContrastive({ margin: 0.5 })
 *
 * @see sentence-transformers' OnlineContrastiveLoss.
 */
export function onlineContrastive(options: ContrastiveOptions = {}): Loss {
  const { distance = 'cosine', margin = 0.5 } = requireKnownOptions<ContrastiveOptions>('onlineContrastive', options, {
    distance: true,
    margin: true,
  })
  requireDistance('onlineContrastive', distance, margin)
  return {
    name: 'onlineContrastive',
    columns: { first: 'embedding', second: 'embedding', label: 'number' },
    options: { distance, margin },
    source: 'https://sbert.net/docs/package_reference/sentence_transformer/losses.html#onlinecontrastiveloss',
    compute(columns) {
      const { first, second } = requireEmbeddings('onlineContrastive', columns, ['first', 'second'])
      const { label } = requireColumns('onlineContrastive', columns, ['label'])
      const labels = requireNumbers('onlineContrastive', 'label', { value: label, batch: first.shape[0]! })
      const apart = pairDistance(distance, first, second)
      const fixed = stopGradient(apart)
      const positive = equal(labels, 1)
      const negative = equal(labels, 0)
      const isHardPositive = and(
        positive,
        greater(
          fixed,
          boundary(fixed, { of: negative, other: positive, pick: x => reduceMin(where(negative, x, far)) }),
        ),
      )
      const isHardNegative = and(
        negative,
        less(fixed, boundary(fixed, { of: positive, other: negative, pick: x => reduceMax(where(positive, x, -far)) })),
      )
      const missing = relu(sub(margin, apart))
      return add(
        reduceSum(where(isHardPositive, mul(apart, apart), 0)),
        reduceSum(where(isHardNegative, mul(missing, missing), 0)),
      )
    },
  }
}

/** The extreme distance of the pairs `of`, or the mean of the others if there are none. */
function boundary(
  distances: Value,
  { of, other, pick }: { readonly of: Value; readonly other: Value; pick(x: Value): Value },
): Value {
  const count = (pairs: Value) => reduceSum(cast(pairs, distances.dtype))
  const mean = div(reduceSum(where(other, distances, 0)), max(count(other), 1))
  return where(greater(count(of), 0), pick(distances), mean)
}
