import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import {
  add,
  cast,
  div,
  equal,
  matmul,
  max,
  mul,
  not,
  pairwiseCosineSimilarity,
  range,
  reduceSum,
  relu,
  reshape,
  sub,
  transpose,
  where,
  type Loss,
  type Value,
} from '@towerkit/graph'
import { document } from './documents.ts'
import { requireEmbeddings } from './require-columns.ts'

/** Options of `globalOrthogonal`. */
export interface GlobalOrthogonalOptions {
  /** Default 'cosine'. */
  readonly similarity?: 'cosine' | 'dot'
  /** Weight of M₁². Default 1. */
  readonly meanWeight?: number
  /** Weight of max(0, M₂ − 1/d). Default 1. */
  readonly secondMomentWeight?: number
}

/**
 * Spreads embeddings over the sphere, as random directions are spread: with the mean M₁ and the mean square M₂ of the
 * similarities of different rows of one column,
 *
 *   L = mean over columns of a·M₁² + b·max(0, M₂ − 1/dimensions)
 *
 * A regulariser, to be added to a loss: `weightedSum`. Columns: `query` and `positive` [batch, dimensions]. A batch of
 * one costs 0.
 *
 * @throws {ArgumentError} if a weight is negative, or both are 0.
 *
 * @example
 * const loss = weightedSum([{ loss: infoNce() }, { loss: globalOrthogonal(), weight: 0.1 }])
 *
 * @see Zhang et al., Learning spread-out local feature descriptors, arXiv 1708.06320, equation 6;
 *   sentence-transformers' GlobalOrthogonalRegularizationLoss.
 */
export function globalOrthogonal(options: GlobalOrthogonalOptions = {}): Loss {
  const {
    similarity = 'cosine',
    meanWeight = 1,
    secondMomentWeight = 1,
  } = requireKnownOptions<GlobalOrthogonalOptions>('globalOrthogonal', options, {
    similarity: true,
    meanWeight: true,
    secondMomentWeight: true,
  })
  if (!(meanWeight >= 0 && secondMomentWeight >= 0 && meanWeight + secondMomentWeight > 0)) {
    throw new ArgumentError(
      `globalOrthogonal: weights ${meanWeight} and ${secondMomentWeight}. Give numbers from 0 up, at least one above.`,
      { meanWeight, secondMomentWeight },
    )
  }
  const spread = (x: Value) => {
    const [batch, dimensions] = x.shape
    const places = range(x.graph, batch!)
    const others = not(equal(reshape(places, [batch!, 1]), places))
    const similarities = where(
      others,
      similarity === 'cosine' ? pairwiseCosineSimilarity(x, x) : matmul(x, transpose(x)),
      0,
    )
    const count = max(reduceSum(cast(others, x.dtype)), 1)
    const mean = div(reduceSum(similarities), count)
    const secondMoment = div(reduceSum(mul(similarities, similarities)), count)
    return add(
      mul(mul(mean, mean), meanWeight),
      mul(relu(sub(secondMoment, 1 / Number(dimensions))), secondMomentWeight),
    )
  }
  return {
    name: 'globalOrthogonal',
    columns: { query: 'embedding', positive: document },
    options: { similarity, meanWeight, secondMomentWeight },
    source: 'https://arxiv.org/abs/1708.06320',
    compute(columns) {
      const { query, positive } = requireEmbeddings('globalOrthogonal', columns, ['query', 'positive'])
      return mul(add(spread(query), spread(positive)), 0.5)
    },
  }
}
