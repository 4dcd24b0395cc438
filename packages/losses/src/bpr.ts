import { requireKnownOptions } from '@towerkit/core'
import {
  cast,
  div,
  equal,
  l2Normalize,
  matmul,
  max,
  mul,
  not,
  range,
  reduceMean,
  reduceSum,
  reshape,
  softplus,
  sub,
  transpose,
  where,
  type Loss,
  type Value,
  optionalColumn,
} from '@towerkit/graph'
import { document } from './documents.ts'
import { requireEmbeddings } from './require-columns.ts'

/**
 * Bayesian personalised ranking: what a user took scores above what the user did not: L = −mean ln σ( s(q, p) − s(q, n)
 * ).
 *
 * Without a column `negative`, the positives of the other queries of the batch are the negatives, each query with each.
 * A batch of one then costs 0.
 *
 * Columns: `query` and `positive` [batch, dimensions]. Optional: `negative` [batch, dimensions].
 * The paper's regularisation is the optimiser's weight decay.
 *
 * @param options.similarity How a query and an item are scored. Default 'dot', as in the paper's matrix factorisation.
 *
 * @example
 * const loss = bpr()
 *
 * @see Rendle et al., BPR: Bayesian personalized ranking from implicit feedback, 2009, section 4.1.
 */
export function bpr(options: { readonly similarity?: 'cosine' | 'dot' } = {}): Loss {
  const { similarity = 'dot' } = requireKnownOptions<{ readonly similarity?: 'cosine' | 'dot' }>('bpr', options, {
    similarity: true,
  })
  const vectors = (x: Value) => (similarity === 'cosine' ? l2Normalize(x) : x)
  return {
    name: 'bpr',
    columns: { query: 'embedding', positive: document, negative: optionalColumn(document) },
    options: { similarity },
    source: 'https://arxiv.org/abs/1205.2618',
    compute(columns) {
      const { query, positive } = requireEmbeddings('bpr', columns, ['query', 'positive'])
      const q = vectors(query)
      const p = vectors(positive)
      const own = reduceSum(mul(q, p), [1], { keepDimensions: true })
      if (columns['negative']) {
        const { negative } = requireEmbeddings('bpr', { query, negative: columns['negative'] }, ['query', 'negative'])
        return reduceMean(softplus(sub(reduceSum(mul(q, vectors(negative)), [1], { keepDimensions: true }), own)))
      }
      const batch = query.shape[0]!
      const places = range(query.graph, batch)
      const others = not(equal(reshape(places, [batch, 1]), places))
      const costs = softplus(sub(matmul(q, transpose(p)), own))
      return div(reduceSum(where(others, costs, 0)), max(reduceSum(cast(others, query.dtype)), 1))
    },
  }
}
