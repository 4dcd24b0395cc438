import { ArgumentError, ShapeError } from '@towerkit/core'
import { abs, add, cosineSimilarity, mul, reduceSum, reshape, sqrt, sub, type Value } from '@towerkit/graph'

/**
 * How far two vectors are apart: 1 − cosine, the Euclidean length of their difference, or the sum of its absolute
 * entries.
 */
export type Distance = 'cosine' | 'euclidean' | 'manhattan'

/** Added to each difference, as torch.nn.functional.pairwise_distance does: the root of 0 has no finite gradient. */
const offset = 1e-6

/** Distance of each row of `a` to the same row of `b`: [batch, dimensions] to [batch]. */
export function pairDistance(distance: Distance, a: Value, b: Value): Value {
  if (distance === 'cosine') return sub(1, cosineSimilarity(a, b))
  const difference = add(sub(a, b), offset)
  return distance === 'euclidean'
    ? sqrt(reduceSum(mul(difference, difference), [-1]))
    : reduceSum(abs(difference), [-1])
}

/** @throws {ArgumentError} for a distance that is none, or a margin that is not above 0. */
export function requireDistance(loss: string, distance: Distance, margin: number): void {
  if (!['cosine', 'euclidean', 'manhattan'].includes(distance))
    throw new ArgumentError(`${loss}: there is no distance "${distance}". Use cosine, euclidean or manhattan.`, {
      distance,
    })
  if (!(margin > 0)) throw new ArgumentError(`${loss}: a margin of ${margin}. Give a number above 0.`, { margin })
}

/**
 * One number for each example, [batch].
 *
 * @throws {ShapeError} for another shape.
 */
export function requireNumbers(
  loss: string,
  column: string,
  { value, batch }: { readonly value: Value; readonly batch: Value['shape'][number] },
): Value {
  if (value.shape.length === 2 && value.shape[0] === batch && value.shape[1] === 1) return reshape(value, [batch])
  if (value.shape.length !== 1 || value.shape[0] !== batch)
    throw new ShapeError(`${loss}: "${column}" is [${value.shape}]. Give one number for each example, [${batch}].`, {
      column,
      shape: value.shape,
    })
  return value
}
