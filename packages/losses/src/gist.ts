import { ArgumentError, ShapeError, requireKnownOptions } from '@towerkit/core'
import {
  abs,
  and,
  concat,
  crossEntropy,
  equal,
  greater,
  l2Normalize,
  mul,
  not,
  pairwiseCosineSimilarity,
  range,
  reduceSum,
  reshape,
  sub,
  where,
  type Loss,
  type Value,
  optionalColumn,
} from '@towerkit/graph'
import { document } from './documents.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/** Options of `gist`. */
export interface GistOptions {
  /** The scores are divided by it; above 0. Default 0.01. */
  readonly temperature?: number
  /**
   * How far the guide's score of a candidate has to be below that of the positive, or it is left out; from 0. Default
   * 0.
   */
  readonly margin?: number
  /** Takes the margin as a share of the positive's score. Default false. */
  readonly relative?: boolean
  /** Counts other queries as candidates. Default true. */
  readonly contrastQueries?: boolean
  /** Counts positives as candidates for each other. Default true. */
  readonly contrastPositives?: boolean
}

/** Far below any score, and finite. */
const ignoredScore = -1e30

/**
 * `infoNce` with a guide, another encoder that tells false negatives: candidates that the guide scores above the
 * query's positive are left out.
 *
 *   L = −1/n Σᵢ ln( e^{s(qᵢ,pᵢ)/τ} / Σ_{c : g(c) ≤ g(qᵢ,pᵢ) − m} e^{s(c)/τ} )
 *
 * Candidates c are all positives (qᵢ, pⱼ), other queries (qᵢ, qⱼ), pairs of positives (pᵢ, pⱼ), and negatives (qᵢ, nⱼ);
 * s and g are cosines of the trained encoder and of the guide.
 *
 * Columns: `query` and `positive` [batch, dimensions]; `queryGuide` and `positiveGuide` [batch, guide's dimensions],
 * data. Optional: `negative` and `negativeGuide`, as these.
 *
 * @throws {ArgumentError} if the temperature is not above 0, or the margin is negative.
 *
 * @example
 * const loss = gist({ temperature: 0.05 })
 * // examples: { query, positive, queryGuide: guideVector, positiveGuide: guideVector }
 *
 * @see Solatorio, GISTEmbed, arXiv 2402.16829, equations 2 to 5; sentence-transformers' GISTEmbedLoss.
 */
export function gist(options: GistOptions = {}): Loss {
  const {
    temperature = 0.01,
    margin = 0,
    relative = false,
    contrastQueries = true,
    contrastPositives = true,
  } = requireKnownOptions<GistOptions>('gist', options, {
    temperature: true,
    margin: true,
    relative: true,
    contrastQueries: true,
    contrastPositives: true,
  })
  if (!(temperature > 0))
    throw new ArgumentError(`gist: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  if (!(margin >= 0)) throw new ArgumentError(`gist: a margin of ${margin}. Give a number from 0 up.`, { margin })
  return {
    name: 'gist',
    columns: {
      query: 'embedding',
      positive: document,
      queryGuide: 'vector',
      positiveGuide: 'vector',
      negative: optionalColumn(document),
      negativeGuide: optionalColumn('vector'),
    },
    options: { temperature, margin, relative, contrastQueries, contrastPositives },
    source: 'https://arxiv.org/abs/2402.16829',
    compute(columns) {
      const { query, positive } = requireEmbeddings('gist', columns, ['query', 'positive'])
      const guide = requireEmbeddings('gist', columns, ['queryGuide', 'positiveGuide'])
      const q = guide.queryGuide
      const p = guide.positiveGuide
      const batch = query.shape[0]!
      if (q.shape[0] !== batch)
        throw new ShapeError(
          `gist: "queryGuide" is [${q.shape}], "query" [${query.shape}]. Give one guide vector for each query.`,
          { column: 'queryGuide', shape: q.shape },
        )
      const places = range(query.graph, batch)
      const self = equal(reshape(places, [batch, 1]), places)
      const own = reduceSum(mul(l2Normalize(q), l2Normalize(p)), [1], { keepDimensions: true })
      const limit = sub(own, relative ? mul(abs(own), margin) : margin)
      const block = (scores: Value, guided: Value, kept?: Value) => {
        const isFalse = greater(guided, limit)
        return where(kept ? and(isFalse, not(kept)) : isFalse, ignoredScore, scores)
      }
      // A query is no candidate for itself, nor a positive.
      const others = (scores: Value, guided: Value) => where(self, ignoredScore, block(scores, guided))
      const blocks = [block(pairwiseCosineSimilarity(query, positive), pairwiseCosineSimilarity(q, p), self)]
      if (contrastQueries) blocks.push(others(pairwiseCosineSimilarity(query, query), pairwiseCosineSimilarity(q, q)))
      if (contrastPositives)
        blocks.push(others(pairwiseCosineSimilarity(positive, positive), pairwiseCosineSimilarity(p, p)))
      if (columns['negative']) {
        const { negative, negativeGuide } = requireColumns('gist', columns, ['negative', 'negativeGuide'])
        requireEmbeddings('gist', { query, negative }, ['query', 'negative'])
        requireEmbeddings('gist', { queryGuide: q, negativeGuide }, ['queryGuide', 'negativeGuide'])
        blocks.push(block(pairwiseCosineSimilarity(query, negative), pairwiseCosineSimilarity(q, negativeGuide)))
      }
      return crossEntropy(mul(concat(blocks, 1), 1 / temperature), places)
    },
  }
}
