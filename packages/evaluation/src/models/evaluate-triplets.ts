import { DataError, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { similarityOf, vectorSimilarities, type VectorSimilarity } from './vector-similarity.ts'
import { requireEncoder } from './require-encoder.ts'

/** An input, one that belongs to it, and one that does not. */
export interface Triplet<Input> {
  readonly anchor: Input
  readonly positive: Input
  readonly negative: Input
}

/**
 * Tells how often the positive is more alike to the anchor than the negative, for each similarity of the vectors.
 *
 * @param triplets At least one. Equal similarities count as wrong.
 * @returns shares from 0 to 1.
 * @throws {DataError} if there are no triplets.
 *
 * @example
 * const { cosine } = await evaluateTriplets(encoder, [{ anchor: 'a cat', positive: 'a kitten', negative: 'a car' }])
 */
export async function evaluateTriplets<Input>(
  encoder: Encoder<Input>,
  triplets: readonly Triplet<Input>[],
  options: EncodeOptions = {},
): Promise<Record<VectorSimilarity, number>> {
  requireKnownOptions<EncodeOptions>('evaluateTriplets', options, { signal: true, onProgress: true })
  requireEncoder('evaluateTriplets', encoder, { triplets })
  if (triplets.length === 0) throw new DataError('evaluateTriplets: no triplets. Give at least one.')
  const anchors = await encoder.encode(
    triplets.map(({ anchor }) => anchor),
    options,
  )
  const positives = await encoder.encode(
    triplets.map(({ positive }) => positive),
    options,
  )
  const negatives = await encoder.encode(
    triplets.map(({ negative }) => negative),
    options,
  )
  return Object.fromEntries(
    vectorSimilarities.map(similarity => {
      const right = triplets.filter(
        (_, i) =>
          similarityOf(similarity, [anchors, i], [positives, i]) >
          similarityOf(similarity, [anchors, i], [negatives, i]),
      )
      return [similarity, right.length / triplets.length]
    }),
  ) as Record<VectorSimilarity, number>
}
