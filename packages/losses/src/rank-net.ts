import { requireKnownOptions } from '@towerkit/core'
import type { Loss } from '@towerkit/graph'
import type { ListScoreOptions } from './list-scores.ts'
import { pairwiseLoss } from './pairwise-loss.ts'

/** Options of `rankNet`. */
export interface RankNetOptions extends ListScoreOptions {
  /** Only pairs with one of the k highest scores count. Default: all. */
  readonly k?: number
  /** Steepness of the logistic function; above 0. Default 1. */
  readonly sigma?: number
}

/**
 * Pairwise logistic loss over lists: L = −1/|P| Σ_{yᵢ > yⱼ} log₂ σ( σ₀ (sᵢ − sⱼ) ), P the pairs of all lists. It is
 * `lambdaLoss` without weights.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists.
 *
 * @throws {ArgumentError} if an option is out of its range.
 *
 * @example
 * const loss = rankNet({ similarity: 'given' })
 *
 * @see Burges et al., Learning to rank using gradient descent, 2005, equation 3; sentence-transformers' RankNetLoss,
 *   with its logarithm to base 2.
 */
export function rankNet(given: RankNetOptions = {}): Loss {
  const {
    k,
    sigma = 1,
    ...options
  } = requireKnownOptions<RankNetOptions>('rankNet', given, {
    k: true,
    sigma: true,
    similarity: true,
    temperature: true,
  })
  return {
    name: 'rankNet',
    source: 'https://doi.org/10.1145/1102351.1102363',
    ...pairwiseLoss('rankNet', { weighing: 'none', k, sigma, ...options }),
  }
}
