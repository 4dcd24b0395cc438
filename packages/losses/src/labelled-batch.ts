import { ArgumentError, ShapeError } from '@towerkit/core'
import {
  and,
  equal,
  mul,
  not,
  pairwiseCosineSimilarity,
  pairwiseSquaredDistance,
  range,
  reshape,
  sqrt,
  sub,
  where,
  type Value,
} from '@towerkit/graph'
import { requireNumbers } from './pair-distance.ts'
import { requireColumns } from './require-columns.ts'

/** Options of the losses that make triplets of a labelled batch. */
export interface BatchTripletOptions {
  /** Default 'euclidean'. */
  readonly distance?: 'cosine' | 'euclidean'
  /** How much further away a negative must be than a positive; above 0. Default 5. */
  readonly margin?: number
}

/** A batch of which each example has a label. */
export interface LabelledBatch {
  /** [batch, batch] */
  readonly distances: Value
  /** Other examples of the same label, bool [batch, batch]. */
  readonly positives: Value
  /** Examples of other labels, bool [batch, batch]. */
  readonly negatives: Value
}

/**
 * Distances within a batch, from `embedding` [batch, dimensions] and `label` [batch].
 *
 * @throws {ArgumentError} if a column is missing; {ShapeError} if they do not fit.
 */
export function labelledBatch(
  loss: string,
  columns: Readonly<Record<string, Value>>,
  distance: 'cosine' | 'euclidean',
): LabelledBatch {
  const { embedding, label } = requireColumns(loss, columns, ['embedding', 'label'])
  if (embedding.shape.length !== 2)
    throw new ShapeError(`${loss}: "embedding" is [${embedding.shape}]. Give [batch, dimensions].`, {
      column: 'embedding',
      shape: embedding.shape,
    })
  const batch = embedding.shape[0]!
  const labels = requireNumbers(loss, 'label', { value: label, batch })
  const same = equal(reshape(labels, [batch, 1]), labels)
  const places = range(embedding.graph, batch)
  const self = equal(reshape(places, [batch, 1]), places)
  return {
    distances: where(
      self,
      0,
      distance === 'cosine' ? sub(1, pairwiseCosineSimilarity(embedding, embedding)) : euclidean(embedding),
    ),
    positives: and(same, not(self)),
    negatives: not(same),
  }
}

/** @throws {ArgumentError} for a distance that is none, or a margin that is not above 0. */
export function requireBatchTriplets(loss: string, { distance, margin }: Required<BatchTripletOptions>): void {
  if (distance !== 'cosine' && distance !== 'euclidean')
    throw new ArgumentError(`${loss}: there is no distance "${String(distance)}". Use cosine or euclidean.`, {
      distance,
    })
  if (!(margin > 0)) throw new ArgumentError(`${loss}: a margin of ${margin}. Give a number above 0.`, { margin })
}

/** Roots of squared distances; where one is 0, the distance is 0 and its gradient too. */
function euclidean(x: Value): Value {
  const squares = pairwiseSquaredDistance(x, x)
  const isZero = equal(squares, 0)
  return where(isZero, mul(squares, 0), sqrt(where(isZero, 1, squares)))
}
