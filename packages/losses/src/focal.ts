import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, cast, div, exp, max, mul, neg, reduceSum, softplus, sub, where, type Loss } from '@towerkit/graph'
import { listScores, type ListScoreOptions } from './list-scores.ts'

/** Options of `focal`. */
export interface FocalOptions extends ListScoreOptions {
  /** How much an easy document counts less; from 0, which leaves only the weight alpha. Default 2. */
  readonly gamma?: number
  /** Weight of relevant documents, 1 − alpha that of the others; between 0 and 1. Default 0.25. */
  readonly alpha?: number
}

/**
 * Binary cross-entropy in which what is right already counts less: L = −1/n Σ α_t · (1 − p_t)^γ · ln p_t, p_t = σ(s)
 * for label 1, 1 − σ(s) for 0.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists. Labels 0 or 1, also [batch].
 *
 * @throws {ArgumentError} if an option is out of its range.
 *
 * @example
 * const loss = focal({ similarity: 'given', gamma: 1 })
 *
 * @see Lin et al., Focal loss for dense object detection, 2017, equation 5.
 */
export function focal(given: FocalOptions = {}): Loss {
  const {
    gamma = 2,
    alpha = 0.25,
    ...options
  } = requireKnownOptions<FocalOptions>('focal', given, {
    gamma: true,
    alpha: true,
    similarity: true,
    temperature: true,
  })
  if (!(gamma >= 0)) throw new ArgumentError(`focal: a gamma of ${gamma}. Give a number from 0.`, { gamma })
  if (!(alpha > 0 && alpha < 1))
    throw new ArgumentError(`focal: an alpha of ${alpha}. Give a number between 0 and 1.`, { alpha })
  const { read, ...described } = listScores('focal', options)
  return {
    name: 'focal',
    ...described,
    options: { ...described.options, gamma, alpha },
    source: 'https://arxiv.org/abs/1708.02002',
    compute(columns) {
      const { scores, labels, counted } = read(columns)
      const right = mul(scores, sub(mul(labels, 2), 1))
      // ln(1 − p_t) = −softplus(right): a power of 1 − p_t itself has no gradient once it is rounded to 0.
      const focus = exp(mul(softplus(right), -gamma))
      const weight = add(mul(labels, 2 * alpha - 1), 1 - alpha)
      const costs = mul(mul(weight, focus), softplus(neg(right)))
      return div(reduceSum(where(counted, costs, 0)), max(reduceSum(cast(counted, scores.dtype)), 1))
    },
  }
}
