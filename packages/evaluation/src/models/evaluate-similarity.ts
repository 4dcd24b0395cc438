import { DataError, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { pearson } from './pearson.ts'
import { spearman } from './spearman.ts'
import { similarityOf, vectorSimilarities, type VectorSimilarity } from './vector-similarity.ts'
import { requireEncoder } from './require-encoder.ts'

/** Two inputs, and how alike people find them. */
export interface ScoredPair<Input> {
  readonly first: Input
  readonly second: Input
  /** Higher is more alike, on any scale. */
  readonly score: number
}

/** Correlations for each similarity of the vectors. */
export interface SimilarityReport {
  readonly pearson: Readonly<Record<VectorSimilarity, number>>
  readonly spearman: Readonly<Record<VectorSimilarity, number>>
}

/**
 * Tells how well the similarity of vectors follows that which people see (semantic textual similarity): the correlation
 * of both over all pairs.
 *
 * @param pairs At least two.
 * @throws {DataError} if there are fewer pairs, or a score is not finite.
 *
 * @example
 * const { spearman } = await evaluateSimilarity(encoder, pairs)
 * console.log(spearman.cosine) // the number that STS-B is reported in
 *
 * @see Cer et al., SemEval-2017 task 1: semantic textual similarity, 2017
 */
export async function evaluateSimilarity<Input>(
  encoder: Encoder<Input>,
  pairs: readonly ScoredPair<Input>[],
  options: EncodeOptions = {},
): Promise<SimilarityReport> {
  requireKnownOptions<EncodeOptions>('evaluateSimilarity', options, { signal: true, onProgress: true })
  requireEncoder('evaluateSimilarity', encoder, { pairs })
  if (pairs.length < 2)
    throw new DataError(`evaluateSimilarity: ${pairs.length} pairs. Give two or more.`, { pairs: pairs.length })
  const first = await encoder.encode(
    pairs.map(pair => pair.first),
    options,
  )
  const second = await encoder.encode(
    pairs.map(pair => pair.second),
    options,
  )
  const scores = pairs.map(({ score }) => score)
  const correlations = (correlation: typeof pearson) =>
    Object.fromEntries(
      vectorSimilarities.map(similarity => [
        similarity,
        correlation(
          pairs.map((_, i) => similarityOf(similarity, [first, i], [second, i])),
          scores,
        ),
      ]),
    ) as Record<VectorSimilarity, number>
  return { pearson: correlations(pearson), spearman: correlations(spearman) }
}
