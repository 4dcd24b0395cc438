import { requireKnownOptions } from '@towerkit/core'
import type { Loss } from '@towerkit/graph'
import type { ListScoreOptions } from './list-scores.ts'
import { pairwiseLoss, type LambdaWeighing } from './pairwise-loss.ts'

export type { LambdaWeighing } from './pairwise-loss.ts'

/** Options of `lambdaLoss`. */
export interface LambdaLossOptions extends ListScoreOptions {
  /** Default 'ndcg2++', as sentence-transformers. */
  readonly weighing?: LambdaWeighing
  /** Only pairs with one of the k highest scores count, and the ideal gain covers k ranks. Default: all. */
  readonly k?: number
  /** Steepness of the logistic function; above 0. Default 1. */
  readonly sigma?: number
  /** Weight of ndcg2 in 'ndcg2++'; from 0. Default 10. */
  readonly mu?: number
}

/**
 * Pairwise logistic loss whose weights make it a bound of NDCG:
 *
 *   L = −1/|P| Σ_{(i,j) ∈ P} w_ij · log₂ σ( σ₀ (sᵢ − sⱼ) ),  P = pairs of a list with yᵢ > yⱼ, i and j ranks by score
 *
 * With gains Gᵢ = (2^yᵢ − 1) / maxDCG and discounts Dᵢ = log₂(1 + i), w is 1 ('none'), Gᵢ / Dᵢ ('ndcg1', over all
 * pairs),
 * |1/D_{|i−j|} − 1/D_{|i−j|+1}| · |Gᵢ − Gⱼ| ('ndcg2'), |1/Dᵢ − 1/Dⱼ| · |Gᵢ − Gⱼ| ('lambdaRank'), or μ · ndcg2 +
 * lambdaRank ('ndcg2++'). Without pairs the loss is 0. A gain counts labels below 0 as 0.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists. Lists of numbers are [batch, longest], NaN where a list is shorter; embeddings of lists [count, dimensions] or
 * [batch, longest, dimensions].
 *
 * @throws {ArgumentError} if an option is out of its range.
 *
 * @example
 * const loss = lambdaLoss({ weighing: 'lambdaRank', k: 10 })
 *
 * @see Wang et al., The LambdaLoss framework for ranking metric optimization, 2018; sentence-transformers' LambdaLoss.
 */
export function lambdaLoss(given: LambdaLossOptions = {}): Loss {
  const {
    weighing = 'ndcg2++',
    k,
    sigma = 1,
    mu = 10,
    ...options
  } = requireKnownOptions<LambdaLossOptions>('lambdaLoss', given, {
    weighing: true,
    k: true,
    sigma: true,
    mu: true,
    similarity: true,
    temperature: true,
  })
  return {
    name: 'lambdaLoss',
    source: 'https://doi.org/10.1145/3269206.3271784',
    ...pairwiseLoss('lambdaLoss', { weighing, k, sigma, mu, ...options }),
  }
}
