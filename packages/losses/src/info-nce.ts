import { ArgumentError, ShapeError } from '@towerkit/core'
import {
  add, concat, crossEntropy, equal, exp, l2Normalize, matmul, min, mul, not, productOf, range, reshape, slice, transpose, where, type Loss, type Value,
} from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/** Options of `infoNce`. */
export interface InfoNceOptions {
  /** The scores are divided by it; above 0. Default 0.05, that is a scale of 20, as sentence-transformers. */
  readonly temperature?: number
  /** How a query and a candidate are scored. Default 'cosine'. */
  readonly similarity?: 'cosine' | 'dot'
  /** Also asks each positive for its query among the queries of the batch, and takes the mean of both. Default false. */
  readonly symmetric?: boolean
  /** Trains the logarithm of 1/temperature along, as CLIP; `temperature` is where it starts. Default false. */
  readonly learnableTemperature?: boolean
}

/** CLIP lets the scale grow to 100. */
const highestLogScale = Math.log(100)
/** Far below any score, and finite. */
const ignoredScore = -1e30

/**
 * Contrastive loss with in-batch negatives: each query must find its positive among all candidates of the batch.
 *
 *   L = −1/n Σᵢ ln( e^{s(qᵢ,pᵢ)/τ} / Σ_c e^{s(qᵢ,c)/τ} )
 *
 * Candidates c are the positives of all queries and, where there are any, the negatives of all queries.
 *
 * Columns: `query` and `positive` [batch, dimensions]. Optional: `negatives` [batch, k, dimensions] or [m, dimensions],
 * shared by all queries either way; `ignore` bool or float [batch, candidates] (positives first, then the negatives in
 * their order), where anything but 0 leaves a candidate out for that query, such as another copy of its positive. A query's
 * own positive is never left out. `group` [batch], numbers: positives of examples of one group are not each other's negatives,
 * which is the form of `ignore` that single examples can carry into `train`.
 *
 * @throws {ArgumentError} if the temperature is not above 0, or above its limit of 0.01 where it is learnt.
 *
 * @example
 * const loss = infoNce({ temperature: 0.02, symmetric: true })
 *
 * @see van den Oord, Li and Vinyals, Representation learning with contrastive predictive coding, 2018, equation 4;
 *   Radford et al., CLIP, 2021, figure 3 for `symmetric` and section 2.5 for the learnt temperature.
 */
export function infoNce(options: InfoNceOptions = {}): Loss {
  const { temperature = 0.05, similarity = 'cosine', symmetric = false, learnableTemperature = false } = options
  if (!(temperature > 0)) throw new ArgumentError(`infoNce: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  if (learnableTemperature && -Math.log(temperature) > highestLogScale + 1e-9) {
    throw new ArgumentError(`infoNce: a learnable temperature starts at ${temperature}, below its limit 0.01. Start higher.`, { temperature, limit: 0.01 })
  }
  const scaled = (query: Value, logScale: Value | undefined) => mul(query, logScale ? exp(min(logScale, highestLogScale)) : 1 / temperature)
  const vectors = (x: Value) => similarity === 'cosine' ? l2Normalize(x) : x

  return {
    name: 'infoNce',
    columns: ['query', 'positive'],
    optionalColumns: ['negatives', 'ignore', 'group'],
    listColumns: ['negatives'],
    options: { temperature, similarity, symmetric, learnableTemperature },
    source: 'https://arxiv.org/abs/1807.03748',
    ...(learnableTemperature && { parameters: { logScale: -Math.log(temperature) } }),
    compute(columns) {
      const { query, positive } = requireEmbeddings('infoNce', columns, ['query', 'positive'])
      const { negatives, ignore, group, logScale } = columns
      if (learnableTemperature && !logScale) throw new ArgumentError('infoNce: there is no column "logScale". Give the loss its parameters too.', { column: 'logScale' })
      const queries = scaled(vectors(query), learnableTemperature ? logScale : undefined)
      const scores = matmul(queries, transpose(vectors(positive)))
      const inBatch = group ? withoutIgnored(scores, sameGroup(group, query)) : scores
      const all = negatives ? concat([inBatch, matmul(queries, transpose(vectors(asRows(negatives))))], 1) : inBatch
      const labels = range(query.graph, query.shape[0]!)
      const forward = crossEntropy(ignore ? withoutIgnored(all, ignore) : all, labels)
      if (!symmetric) return forward
      return mul(add(forward, crossEntropy(transpose(ignore ? withoutIgnored(inBatch, slice(ignore, { axis: 1, end: query.shape[0]! })) : inBatch), labels)), 0.5)
    },
  }
}

/** Which examples share a group, bool [batch, batch]. */
function sameGroup(group: Value, query: Value): Value {
  const count = query.shape[0]!
  if (group.shape.join() !== `${count}`) throw new ShapeError(`infoNce: "group" is [${group.shape}]. Give [batch], one number for each query.`, { column: 'group', shape: group.shape })
  return equal(reshape(group, [count, 1]), reshape(group, [1, count]))
}

/** Negatives [batch, k, dimensions] as rows [batch·k, dimensions]. */
function asRows(negatives: Value): Value {
  const { shape } = negatives
  if (shape.length !== 2 && shape.length !== 3) throw new ShapeError(`infoNce: "negatives" is [${shape}]. Give [batch, k, dimensions] or [m, dimensions].`, { column: 'negatives', shape })
  return reshape(negatives, [productOf(shape.slice(0, -1)), shape.at(-1)!])
}

/** Scores with those of ignored candidates so low that they count nothing; a query's own positive stays. */
function withoutIgnored(scores: Value, ignore: Value): Value {
  const [rows, candidates] = scores.shape
  if (ignore.shape.join() !== scores.shape.join()) throw new ShapeError(`infoNce: "ignore" is [${ignore.shape}]. Give [batch, candidates], here [${scores.shape}].`, { column: 'ignore', shape: ignore.shape, expected: scores.shape })
  const { graph, dtype } = scores
  const own = equal(reshape(range(graph, rows!), [rows!, 1]), range(graph, candidates!))
  const isIgnored = ignore.dtype === 'bool' ? ignore : not(equal(ignore, 0))
  const counted = where(isIgnored, graph.constant(ignoredScore, dtype), scores)
  return where(own, scores, counted)
}
