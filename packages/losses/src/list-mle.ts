import { requireKnownOptions } from '@towerkit/core'
import {
  add,
  cast,
  div,
  exp,
  gatherElements,
  greaterOrEqual,
  logSumExp,
  max,
  mul,
  neg,
  range,
  reduceMean,
  reduceSum,
  reshape,
  sub,
  topK,
  where,
  type Loss,
  type Value,
} from '@towerkit/graph'
import { ignoredScore, listScores, type ListScoreOptions } from './list-scores.ts'

/** Options of `listMle`. */
export interface ListMleOptions extends ListScoreOptions {
  /** Weighs rank i of n by 2^(n−i) − 1, divided by their sum, as p-ListMLE: the top counts most. Default false. */
  readonly positionAware?: boolean
}

/**
 * Negative log-likelihood of the order of the labels under the Plackett-Luce model of the scores:
 *
 *   L = 1/n Σ_q Σᵢ wᵢ · ( ln Σ_{j ≥ i} e^{sⱼ} − sᵢ ),  documents in the order of their labels, highest first
 *
 * with w = 1, or the weights of ranks. Equal labels keep the order in which they are given. An empty list costs 0.
 *
 * Columns: `query` [batch, dimensions], `documents` and `label` lists; with `similarity: 'given'`, `scores` and `label`
 * lists. Lists of numbers are [batch, longest], NaN where a list is shorter; embeddings of lists [count, dimensions] or
 * [batch, longest, dimensions].
 *
 * @throws {ArgumentError} if the similarity is unknown or the temperature not above 0.
 *
 * @example
 * const loss = listMle({ positionAware: true })
 *
 * @see Xia et al., Listwise approach to learning to rank, 2008, equation 9; Lan et al., Position-aware ListMLE, 2014;
 *   sentence-transformers' ListMLELoss and PListMLELoss, which by default take the order of the list, not that of the
 *   labels.
 */
export function listMle(given: ListMleOptions = {}): Loss {
  const { positionAware = false, ...options } = requireKnownOptions<ListMleOptions>('listMle', given, {
    positionAware: true,
    similarity: true,
    temperature: true,
  })
  const { read, ...described } = listScores('listMle', options)
  return {
    name: 'listMle',
    ...described,
    options: { ...described.options, positionAware },
    source: 'https://doi.org/10.1145/1390156.1390306',
    compute(columns) {
      const { scores, labels, counted } = read(columns)
      const [batch, longest] = scores.shape
      const { indices } = topK(where(counted, labels, ignoredScore), longest!)
      const sorted = gatherElements(where(counted, scores, ignoredScore), indices, 1)
      const isThere = gatherElements(counted, indices, 1)
      const places = range(scores.graph, longest!)
      const following = greaterOrEqual(places, reshape(places, [longest!, 1]))
      const remaining = logSumExp(where(following, reshape(sorted, [batch!, 1, longest!]), ignoredScore))
      const costs = where(isThere, sub(remaining, sorted), 0)
      return reduceMean(
        reduceSum(positionAware ? mul(costs, placeWeights(isThere, cast(places, scores.dtype))) : costs, [1]),
      )
    },
  }
}

/** (2^(n−i) − 1) / Σ, both scaled so that lists of more than 127 do not overflow. */
function placeWeights(isThere: Value, places: Value): Value {
  const count = reduceSum(cast(isThere, places.dtype), [1], { keepDimensions: true })
  const scale = max(sub(count, 127), 0)
  const powerOfTwo = (x: Value) => exp(mul(x, Math.LN2))
  const weights = where(isThere, sub(powerOfTwo(sub(sub(count, add(places, 1)), scale)), powerOfTwo(neg(scale))), 0)
  return div(weights, add(reduceSum(weights, [1], { keepDimensions: true }), 1e-10))
}
