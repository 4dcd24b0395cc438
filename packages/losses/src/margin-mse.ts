import { requireKnownOptions } from '@towerkit/core'
import { cast, mul, reduceMean, slice, sub, type Loss, type Value } from '@towerkit/graph'
import { candidateScores } from './candidate-scores.ts'
import { document, documents } from './documents.ts'

/**
 * Teaches a student the differences between a teacher's scores: L = mean ( (s(q, p) − s(q, nⱼ)) − (t(q, p) − t(q, nⱼ))
 * )².
 *
 * Columns: `query` and `positive` [batch, dimensions]; `negatives`, k for each query, [batch, k, dimensions] or joined;
 * `label` [batch, 1 + k], the teacher's scores of the positive and the negatives in their order.
 *
 * @param options.similarity How the student scores. Default 'dot': a teacher's margins have no bound.
 *
 * @example
 * const loss = marginMse()
 * // examples: { query, positive, negatives: [a, b], label: [9.1, 3.2, -1.5] }
 *
 * @see Hofstätter et al., Improving efficient neural ranking models with cross-architecture knowledge distillation,
 *   arXiv 2010.02666, equation 2; sentence-transformers' MarginMSELoss.
 */
export function marginMse(options: { readonly similarity?: 'cosine' | 'dot' } = {}): Loss {
  const { similarity = 'dot' } = requireKnownOptions<{ readonly similarity?: 'cosine' | 'dot' }>('marginMse', options, {
    similarity: true,
  })
  return {
    name: 'marginMse',
    columns: { query: 'embedding', positive: document, negatives: documents, label: 'numbers' },
    options: { similarity },
    source: 'https://arxiv.org/abs/2010.02666',
    compute(columns) {
      const { scores, label } = candidateScores('marginMse', columns, similarity)
      const difference = sub(margins(scores), margins(cast(label, scores.dtype)))
      return reduceMean(mul(difference, difference))
    },
  }
}

/** First column less each of the others: [batch, 1 + k] to [batch, k]. */
function margins(scores: Value): Value {
  return sub(slice(scores, { axis: 1, end: 1 }), slice(scores, { axis: 1, start: 1 }))
}
