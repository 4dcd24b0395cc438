import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { abs, cast, equal, greater, mul, not, reduceMean, reduceSum, where, type Loss } from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/** Options of `flops`. */
export interface FlopsOptions {
  /**
   * Embeddings with at most so many dimensions that are not 0 do not count; a whole number from 0. Default: all count.
   */
  readonly threshold?: number
}

/**
 * Makes embeddings sparse, evenly over the dimensions: L = Σⱼ ( 1/n Σᵢ |wᵢⱼ| )², the operations of a search through an
 * inverted index.
 *
 * Columns: `embedding` [batch, dimensions]. A regulariser: use it together with a ranking loss.
 *
 * @throws {ArgumentError} if the threshold is no whole number from 0.
 *
 * @example
 * const loss = flops()
 *
 * @see Paria et al., Minimizing FLOPs to learn efficient sparse representations, 2020, equation 4; Formal et al.,
 *   SPLADE, 2021, equation 4; sentence-transformers' FlopsLoss, which is the same for embeddings that are never below
 *   0.
 */
export function flops(options: FlopsOptions = {}): Loss {
  const { threshold } = requireKnownOptions<FlopsOptions>('flops', options, { threshold: true })
  if (threshold !== undefined && !(Number.isInteger(threshold) && threshold >= 0))
    throw new ArgumentError(`flops: a threshold of ${threshold}. Give a whole number from 0.`, { threshold })
  return {
    name: 'flops',
    columns: { embedding: 'embedding' },
    options: { ...(threshold !== undefined && { threshold }) },
    source: 'https://arxiv.org/abs/2004.05665',
    compute(columns) {
      const { embedding } = requireEmbeddings('flops', columns, ['embedding'])
      const active = reduceSum(cast(not(equal(embedding, 0)), embedding.dtype), [1], { keepDimensions: true })
      const sizes = threshold === undefined ? abs(embedding) : where(greater(active, threshold), abs(embedding), 0)
      const means = reduceMean(sizes, [0])
      return reduceSum(mul(means, means))
    },
  }
}
