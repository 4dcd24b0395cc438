import { crossEntropy, mul, range, type Loss, type Value } from '@towerkit/graph'
import type { FilledTrainingOptions } from './training-options.ts'

/**
 * The loss of a recommender: InfoNCE of the target among its candidates, three times over.
 *
 *   L = w₀·L_next + w₁·L_auxiliary + w₂·L_ranker
 *
 * `next` trains the user's vector, `auxiliary` the candidates that read the history inside the generator, `ranker` the
 * second stage. Each is logged by its name.
 *
 * @see GRank, arXiv 2510.15299, training objective.
 */
export function recommenderLoss({ weights, ...options }: FilledTrainingOptions): Loss {
  const output = (name: string) => ({ holds: 'embedding' as const, of: 'sequence', output: name })
  return {
    name: 'recommender',
    columns: {
      next: output('next'),
      ...(weights.auxiliary > 0 && { auxiliary: output('auxiliary') }),
      ...(weights.ranker > 0 && { ranker: output('ranker') }),
    },
    options: { weights, ...options },
    source: 'https://arxiv.org/abs/2510.15299',
    compute: ({ next, auxiliary, ranker }) => ({
      next: { value: ofTheFirst(next!), weight: weights.next },
      ...(auxiliary && { auxiliary: { value: ofTheFirst(auxiliary), weight: weights.auxiliary } }),
      ...(ranker && { ranker: { value: ofTheFirst(ranker), weight: weights.ranker } }),
    }),
  }
}

/** Cross-entropy of scores whose first column is the target's. */
function ofTheFirst(scores: Value): Value {
  const [count] = scores.shape
  return crossEntropy(scores, mul(range(scores.graph, count!), 0))
}
