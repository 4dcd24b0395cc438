import { ArgumentError, ShapeError } from '@towerkit/core'
import {
  add,
  cast,
  concat,
  exp,
  l2Normalize,
  matmul,
  min,
  mul,
  not,
  optionalColumn,
  productOf,
  reshape,
  slice,
  stopGradient,
  sub,
  transpose,
  where,
  type Loss,
  type Value,
} from '@towerkit/graph'
import { countedCandidates, ownDocuments, ownPositives, positiveCrossEntropy } from './counted-candidates.ts'
import { document, documents } from './documents.ts'
import { highestLogScale, requireInfoNceOptions, type InfoNceOptions } from './info-nce-options.ts'
import { requireEmbeddings } from './require-columns.ts'

export type { InfoNceOptions }

/**
 * Contrastive loss with in-batch negatives: each query must find its positive among all candidates of the batch.
 *
 *   L = −1/n Σᵢ ln( e^{s(qᵢ,pᵢ)/τ} / Σ_c e^{s(qᵢ,c)/τ} )
 *
 * Candidates c are the positives of all queries and, if there are any, the negatives of all queries.
 *
 * Columns: `query` and `positive` [batch, dimensions]. Optional: `negatives` [batch, k, dimensions] or [m, dimensions],
 * shared by all queries either way; `ignore` bool or float [batch, candidates] (positives first, then the negatives in
 * their order), where anything but 0 leaves a candidate out for that query, such as another copy of its positive. A
 * query's own positive is never left out. `group` [batch], numbers: positives of examples of one group are not each
 * other's negatives, which is the form of `ignore` that single examples can carry into `train`. `logQ` [batch], the
 * logarithm of how likely each positive is to be in a batch: subtracted from its scores, so that popular ones are not
 * penalised for often being negatives.
 *
 * @throws {ArgumentError} if an option is out of its range, or the temperature above its limit of 0.01 if it is learnt.
 *
 * @example
 * const loss = infoNce({ temperature: 0.02, symmetric: true })
 *
 * @see van den Oord, Li and Vinyals, Representation learning with contrastive predictive coding, 2018, equation 4;
 *   Radford et al., CLIP, 2021, figure 3 for `symmetric` and section 2.5 for the learnt temperature; Li et al., GTE,
 *   arXiv 2308.03281, equation 3 for `directions`; Lan et al., LLaVE, arXiv 2503.04812, equation 5 for `hardness`; Yi
 *   et al., Sampling-bias-corrected neural modeling, 2019, equation 3 for `logQ`.
 */
export function infoNce(options: InfoNceOptions = {}): Loss {
  requireInfoNceOptions(options)
  const {
    temperature = 0.05,
    similarity = 'cosine',
    symmetric = false,
    learnableTemperature = false,
    directions = [],
    hardness = 0,
    falseNegativeMargin,
    relativeMargin = false,
    labelSmoothing = 0,
  } = options
  const vectors = (x: Value) => (similarity === 'cosine' ? l2Normalize(x) : x)

  return {
    name: 'infoNce',
    columns: {
      query: 'embedding',
      positive: document,
      negatives: optionalColumn(documents),
      ignore: optionalColumn('numbers'),
      group: optionalColumn('number'),
      logQ: optionalColumn('number'),
    },
    options: {
      temperature,
      similarity,
      symmetric,
      learnableTemperature,
      directions,
      hardness,
      ...(falseNegativeMargin !== undefined && { falseNegativeMargin, relativeMargin }),
      labelSmoothing,
    },
    source: 'https://arxiv.org/abs/1807.03748',
    ...(learnableTemperature && { parameters: { logScale: -Math.log(temperature) } }),
    compute(columns) {
      const { query, positive } = requireEmbeddings('infoNce', columns, ['query', 'positive'])
      const { negatives, logScale } = columns
      if (learnableTemperature && !logScale)
        throw new ArgumentError('infoNce: there is no column "logScale". Give the loss its parameters too.', {
          column: 'logScale',
        })
      const scaled = (scores: Value) =>
        mul(scores, learnableTemperature ? exp(min(logScale!, highestLogScale)) : 1 / temperature)
      const queries = vectors(query)
      const positives = vectors(positive)
      const documents = negatives ? concat([positives, vectors(asRows(negatives))], 0) : positives
      const similarities = matmul(queries, transpose(documents))
      const own = ownPositives(similarities)
      const margin =
        falseNegativeMargin === undefined ? undefined : { margin: falseNegativeMargin, relative: relativeMargin }
      const counted = countedCandidates(columns, { similarities, own, ...(margin && { falseNegatives: margin }) })
      const harder =
        hardness > 0
          ? add(scaled(similarities), mul(where(own, 0, stopGradient(similarities)), hardness))
          : scaled(similarities)
      const scores = columns['logQ'] ? sub(harder, samplingBias(columns['logQ'], similarities)) : harder

      const blocks = [{ scores, counted }]
      if (directions.includes('queries'))
        blocks.push({
          scores: scaled(matmul(queries, transpose(queries))),
          counted: not(ownPositives(matmul(queries, transpose(queries)))),
        })
      if (directions.includes('reverse'))
        blocks.push({ scores: scaled(matmul(positives, transpose(queries))), counted: undefined })
      if (directions.includes('documents'))
        blocks.push({
          scores: scaled(matmul(positives, transpose(documents))),
          counted: not(ownDocuments(similarities, negatives)),
        })
      const forward = positiveCrossEntropy(blocks, labelSmoothing)
      if (!symmetric) return forward
      const batch = query.shape[0]!
      const inBatch = (x: Value) => transpose(slice(x, { axis: 1, end: batch }))
      return mul(
        add(
          forward,
          positiveCrossEntropy([{ scores: inBatch(scores), counted: counted && inBatch(counted) }], labelSmoothing),
        ),
        0.5,
      )
    },
  }
}

/** Negatives [batch, k, dimensions] as rows [batch·k, dimensions]. */
function asRows(negatives: Value): Value {
  const { shape } = negatives
  if (shape.length !== 2 && shape.length !== 3)
    throw new ShapeError(`infoNce: "negatives" is [${shape}]. Give [batch, k, dimensions] or [m, dimensions].`, {
      column: 'negatives',
      shape,
    })
  return reshape(negatives, [productOf(shape.slice(0, -1)), shape.at(-1)!])
}

/** log Q of each positive, 0 for the negatives, [1, candidates]. */
function samplingBias(logQ: Value, similarities: Value): Value {
  const [batch, candidates] = similarities.shape
  if (logQ.shape.join() !== `${batch}`)
    throw new ShapeError(`infoNce: "logQ" is [${logQ.shape}]. Give [batch], one number for each positive.`, {
      column: 'logQ',
      shape: logQ.shape,
    })
  const bias = reshape(cast(logQ, similarities.dtype), [1, batch!])
  return batch === candidates
    ? bias
    : concat([bias, mul(slice(slice(similarities, { axis: 0, end: 1 }), { axis: 1, start: batch! }), 0)], 1)
}
