import { DataError, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { bestThreshold, type ThresholdReport } from './best-threshold.ts'
import { similarityOf, vectorSimilarities, type VectorSimilarity } from './vector-similarity.ts'
import { requireEncoder } from './require-encoder.ts'

/** Two inputs, and whether they belong together. */
export interface LabeledPair<Input> {
  readonly first: Input
  readonly second: Input
  readonly positive: boolean
}

/**
 * Tells how well a threshold on the similarity of vectors separates pairs that belong together from others, such as
 * duplicate questions, for each similarity: the best accuracy and the best F1 over all thresholds, and average
 * precision.
 *
 * @param pairs At least one of each kind.
 * @throws {DataError} if there are only pairs of one kind.
 *
 * @example
 * const { cosine } = await evaluatePairClassification(encoder, pairs)
 * console.log(cosine.f1, cosine.f1Threshold, cosine.averagePrecision)
 */
export async function evaluatePairClassification<Input>(
  encoder: Encoder<Input>,
  pairs: readonly LabeledPair<Input>[],
  options: EncodeOptions = {},
): Promise<Record<VectorSimilarity, ThresholdReport>> {
  requireKnownOptions<EncodeOptions>('evaluatePairClassification', options, { signal: true, onProgress: true })
  requireEncoder('evaluatePairClassification', encoder, { pairs })
  const positives = pairs.filter(({ positive }) => positive).length
  if (positives === 0 || positives === pairs.length)
    throw new DataError(
      `evaluatePairClassification: ${positives} of ${pairs.length} pairs are positive. Give pairs of both kinds.`,
      { pairs: pairs.length, positives },
    )
  const first = await encoder.encode(
    pairs.map(pair => pair.first),
    options,
  )
  const second = await encoder.encode(
    pairs.map(pair => pair.second),
    options,
  )
  return Object.fromEntries(
    vectorSimilarities.map(similarity => [
      similarity,
      bestThreshold(
        pairs.map(({ positive }, i) => ({ score: similarityOf(similarity, [first, i], [second, i]), positive })),
      ),
    ]),
  ) as Record<VectorSimilarity, ThresholdReport>
}
