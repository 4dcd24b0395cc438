import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, cast, div, max, mul, neg, reduceSum, softplus, sub, where, type Loss } from '@towerkit/graph'
import { listScores, type ListScoreOptions } from './list-scores.ts'

/** Options of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions extends ListScoreOptions {
  /** Weight of the positive part; above 0. Default 1. */
  readonly positiveWeight?: number
}

/**
 * Each document by itself, relevant or not: L = −1/n Σ w·y·ln σ(s) + (1 − y)·ln(1 − σ(s)), over all documents of all
 * lists.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists. Labels from 0 up to 1, also [batch].
 *
 * @throws {ArgumentError} if an option is out of its range.
 *
 * @example
 * const loss = binaryCrossEntropy({ similarity: 'given', positiveWeight: 4 })
 *
 * @see torch's BCEWithLogitsLoss, sentence-transformers' BinaryCrossEntropyLoss.
 */
export function binaryCrossEntropy(given: BinaryCrossEntropyOptions = {}): Loss {
  const { positiveWeight = 1, ...options } = requireKnownOptions<BinaryCrossEntropyOptions>(
    'binaryCrossEntropy',
    given,
    { positiveWeight: true, similarity: true, temperature: true },
  )
  if (!(positiveWeight > 0))
    throw new ArgumentError(`binaryCrossEntropy: a positiveWeight of ${positiveWeight}. Give a number above 0.`, {
      positiveWeight,
    })
  const { read, ...described } = listScores('binaryCrossEntropy', options)
  return {
    name: 'binaryCrossEntropy',
    ...described,
    options: { ...described.options, positiveWeight },
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',
    compute(columns) {
      const { scores, labels, counted } = read(columns)
      const costs = add(mul(mul(labels, positiveWeight), softplus(neg(scores))), mul(sub(1, labels), softplus(scores)))
      return div(reduceSum(where(counted, costs, 0)), max(reduceSum(cast(counted, scores.dtype)), 1))
    },
  }
}
