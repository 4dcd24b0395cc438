import { ArgumentError, ShapeError, requireKnownOptions } from '@towerkit/core'
import {
  and,
  cast,
  concat,
  equal,
  isFloat,
  isNan,
  l2Normalize,
  logSumExp,
  matmul,
  mul,
  not,
  or,
  productOf,
  range,
  reduceMean,
  reduceSum,
  reshape,
  sameShape,
  sub,
  transpose,
  where,
  type Loss,
  type Value,
  optionalColumn,
} from '@towerkit/graph'
import { document, documents } from './documents.ts'
import { ignoredScore, padLists } from './list-scores.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/** Options of `sampledSoftmax`. */
export interface SampledSoftmaxOptions {
  /** The scores are divided by it; above 0. Default 1. */
  readonly temperature?: number
  /** How a query and an item are scored. Default 'dot'. */
  readonly similarity?: 'cosine' | 'dot'
  /** Takes the positives of the other queries as negatives too. Default true. */
  readonly inBatch?: boolean
}

/**
 * Softmax over a catalogue of items of which only some are seen:
 *
 *   L = −1/n Σᵢ ln( e^{ℓ(qᵢ,pᵢ)} / ( e^{ℓ(qᵢ,pᵢ)} + Σ_c e^{ℓ(qᵢ,c)} ) ),  ℓ(q, c) = s(q, c)/τ − ln Q(c)
 *
 * Q(c) is how often c is drawn; without the columns of its logarithm, ln Q = 0. A candidate with the id of the query's
 * own positive is an accidental hit and left out.
 *
 * Columns: `query` and `positive` [batch, dimensions]. Optional: `negatives`, lists that all queries share, [count,
 * dimensions] or [batch, k, dimensions]; ln Q as `logQ` [batch] of the positives and `negativeLogQ`, lists; ids, whole
 * numbers up to 2²⁴, as `id` [batch] of the positives and `negativeId`, lists. Lists of numbers are [batch, longest],
 * NaN where a list is shorter.
 *
 * @throws {ArgumentError} if the temperature is not above 0, or columns come without those that they belong to.
 *
 * @example
 * const loss = sampledSoftmax({ temperature: 0.1, similarity: 'cosine' })
 *
 * @see Bengio and Senécal, Adaptive importance sampling, 2008, equation 11; TensorFlow's sampled_softmax_loss; Yi et
 *   al., Sampling-bias-corrected neural modeling, 2019, section 3.2, for candidates of the batch.
 */
export function sampledSoftmax(options: SampledSoftmaxOptions = {}): Loss {
  const {
    temperature = 1,
    similarity = 'dot',
    inBatch = true,
  } = requireKnownOptions<SampledSoftmaxOptions>('sampledSoftmax', options, {
    temperature: true,
    similarity: true,
    inBatch: true,
  })
  if (!(temperature > 0))
    throw new ArgumentError(`sampledSoftmax: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  const vectors = (x: Value) => (similarity === 'cosine' ? l2Normalize(x) : x)
  return {
    name: 'sampledSoftmax',
    columns: {
      query: 'embedding',
      positive: document,
      negatives: inBatch ? optionalColumn(documents) : documents,
      logQ: optionalColumn('number'),
      negativeLogQ: optionalColumn(['number']),
      id: optionalColumn('number'),
      negativeId: optionalColumn(['number']),
    },
    options: { temperature, similarity, inBatch },
    source: 'https://doi.org/10.1109/TNN.2007.912312',
    compute(columns) {
      const { query, positive } = requireEmbeddings('sampledSoftmax', columns, ['query', 'positive'])
      if (!inBatch) requireColumns('sampledSoftmax', columns, ['negatives'])
      requireTogether(columns)
      const { negatives, logQ, negativeLogQ, id, negativeId } = columns
      const { graph } = query
      const batch = query.shape[0]!
      const perExample = (column: string, x: Value) => {
        if (!sameShape(x.shape, [batch]))
          throw new ShapeError(
            `sampledSoftmax: "${column}" is [${x.shape}]. Give one number for each query, [${batch}].`,
            { column, shape: x.shape },
          )
        return isFloat(x.dtype) ? x : cast(x, query.dtype)
      }
      const queries = mul(vectors(query), 1 / temperature)
      const corrections = logQ && perExample('logQ', logQ)
      const ids = id && perExample('id', id)
      const column = (x: Value) => reshape(x, [batch, 1])
      const uncorrected = reduceSum(mul(queries, vectors(positive)), [1], { keepDimensions: true })
      const parts = [corrections ? sub(uncorrected, column(corrections)) : uncorrected]
      if (inBatch) {
        const scores = matmul(queries, transpose(vectors(positive)))
        const places = range(graph, batch)
        const own = equal(column(places), places)
        parts.push(
          where(
            ids ? or(own, equal(column(ids), ids)) : own,
            ignoredScore,
            corrections ? sub(scores, corrections) : scores,
          ),
        )
      }
      if (negatives) {
        const lists = negativeLogQ ?? negativeId
        const counted = lists && not(isNan(isFloat(lists.dtype) ? lists : cast(lists, query.dtype)))
        const all = asRows(
          counted ? padLists('sampledSoftmax', { column: 'negatives', rows: negatives, counted }) : negatives,
          query,
        )
        const flat = (x: Value) => reshape(isFloat(x.dtype) ? x : cast(x, query.dtype), [all.shape[0]!])
        const scores = matmul(queries, transpose(vectors(all)))
        const corrected = negativeLogQ ? sub(scores, flat(where(counted!, negativeLogQ, 0))) : scores
        const isThere = counted && reshape(counted, [all.shape[0]!])
        const hit = ids && negativeId && equal(column(ids), flat(negativeId))
        const kept = isThere && hit ? and(isThere, not(hit)) : isThere
        parts.push(kept ? where(kept, corrected, ignoredScore) : corrected)
      }
      return reduceMean(sub(logSumExp(concat(parts, 1)), reshape(parts[0]!, [batch])))
    },
  }
}

function requireTogether(columns: Readonly<Record<string, Value>>): void {
  const need = (column: string, other: string) => {
    if (columns[column] && !columns[other])
      throw new ArgumentError(`sampledSoftmax: there is "${column}" without "${other}". Give both.`, { column: other })
  }
  need('negativeLogQ', 'negatives')
  need('negativeId', 'negatives')
  need('negativeId', 'id')
  need('negativeLogQ', 'logQ')
  if (!columns['negatives']) return
  need('logQ', 'negativeLogQ')
  need('id', 'negativeId')
}

function asRows(negatives: Value, query: Value): Value {
  const { shape } = negatives
  if ((shape.length !== 2 && shape.length !== 3) || !sameShape(shape.slice(-1), query.shape.slice(1))) {
    throw new ShapeError(
      `sampledSoftmax: "negatives" is [${shape}], "query" [${query.shape}]. Give [count, dimensions] or [batch, ` +
        'k, dimensions].',
      { column: 'negatives', shape },
    )
  }
  return reshape(negatives, [productOf(shape.slice(0, -1)), shape.at(-1)!])
}
