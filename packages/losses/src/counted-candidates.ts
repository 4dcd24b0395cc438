import { ShapeError } from '@towerkit/core'
import {
  abs,
  add,
  and,
  cast,
  concat,
  crossEntropy,
  div,
  equal,
  expand,
  gather,
  greater,
  logSoftmax,
  mean,
  mul,
  neg,
  not,
  or,
  productOf,
  range,
  reduceSum,
  reshape,
  stopGradient,
  sub,
  where,
  type Dimension,
  type Value,
} from '@towerkit/graph'

/** Far below any score, and finite. */
const ignoredScore = -1e30

/** Scores [batch, candidates], and which of them count; undefined for all. */
export interface CandidateBlock {
  readonly scores: Value
  readonly counted: Value | undefined
}

/** True if the candidate is the query's own positive, bool [batch, candidates]: candidate i of query i. */
export function ownPositives({ graph, shape: [batch, candidates] }: Value): Value {
  return equal(reshape(range(graph, batch!), [batch!, 1]), range(graph, candidates!))
}

/**
 * True if the candidate belongs to the query: its own positive, and its own negatives if they are known, bool [batch,
 * candidates].
 */
export function ownDocuments(similarities: Value, negatives: Value | undefined): Value {
  if (negatives?.shape.length !== 3) return ownPositives(similarities)
  const {
    graph,
    shape: [batch],
  } = similarities
  const [, count] = negatives.shape as [Dimension, Dimension]
  const places = range(graph, batch!)
  const owners = concat(
    [places, reshape(expand(reshape(places, [batch!, 1]), [batch!, count]), [productOf([batch!, count])])],
    0,
  )
  return equal(reshape(places, [batch!, 1]), owners)
}

/** What `countedCandidates` looks at. */
export interface CandidateContext {
  /** [batch, candidates], before the temperature. */
  readonly similarities: Value
  /** bool, as the similarities. */
  readonly own: Value
  readonly falseNegatives?: { readonly margin: number; readonly relative: boolean }
}

/**
 * The candidates that count for each query by the columns `ignore` and `group` and by the margin, bool [batch,
 * candidates]; undefined if all do. A query's own positive always counts.
 */
export function countedCandidates(
  { ignore, group }: Readonly<Record<string, Value>>,
  { similarities, own, falseNegatives }: CandidateContext,
): Value | undefined {
  const excluded = [
    ...(ignore ? [ignored(ignore, similarities)] : []),
    ...(group ? [ofSameGroup(group, similarities)] : []),
    ...(falseNegatives ? [aboveMargin(similarities, falseNegatives)] : []),
  ]
  return excluded.length === 0 ? undefined : or(own, not(excluded.reduce((any, each) => or(any, each))))
}

/**
 * Mean −ln of the share of candidate i of block 0 among all candidates of row i, whose target is spread by `smoothing`.
 */
export function positiveCrossEntropy(blocks: readonly CandidateBlock[], smoothing: number): Value {
  const rows = blocks.map(({ scores, counted }) => (counted ? where(counted, scores, ignoredScore) : scores))
  const logits = rows.length === 1 ? rows[0]! : concat(rows, 1)
  const exact = crossEntropy(logits, range(logits.graph, logits.shape[0]!))
  if (smoothing === 0) return exact
  const counts = blocks.map(({ scores, counted }) => cast(counted ?? equal(scores, scores), scores.dtype))
  const weights = counts.length === 1 ? counts[0]! : concat(counts, 1)
  const even = neg(mean(div(reduceSum(mul(logSoftmax(logits), weights), [1]), reduceSum(weights, [1]))))
  return add(mul(exact, 1 - smoothing), mul(even, smoothing))
}

function ignored(ignore: Value, similarities: Value): Value {
  if (ignore.shape.join() !== similarities.shape.join())
    throw new ShapeError(
      `infoNce: "ignore" is [${ignore.shape}]. Give [batch, candidates], here [${similarities.shape}].`,
      { column: 'ignore', shape: ignore.shape, expected: similarities.shape },
    )
  return ignore.dtype === 'bool' ? ignore : not(equal(ignore, 0))
}

/** Positives of the query's group; negatives belong to none. */
function ofSameGroup(group: Value, similarities: Value): Value {
  const {
    graph,
    shape: [batch, candidates],
  } = similarities
  if (group.shape.join() !== `${batch}`)
    throw new ShapeError(`infoNce: "group" is [${group.shape}]. Give [batch], one number for each query.`, {
      column: 'group',
      shape: group.shape,
    })
  const places = range(graph, candidates!)
  const isPositive = greater(graph.shapeTensor([batch!]), places)
  const groups = batch === candidates ? group : gather(group, where(isPositive, places, 0))
  const same = equal(reshape(group, [batch!, 1]), groups)
  return batch === candidates ? same : and(same, isPositive)
}

function aboveMargin(
  similarities: Value,
  { margin, relative }: { readonly margin: number; readonly relative: boolean },
): Value {
  const fixed = stopGradient(similarities)
  const own = reduceSum(where(ownPositives(similarities), fixed, 0), [1], { keepDimensions: true })
  return greater(fixed, sub(own, relative ? mul(abs(own), margin) : margin))
}
