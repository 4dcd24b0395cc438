import { ArgumentError, row, seededRandom, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { bestF1Threshold, type F1Threshold } from './best-f1-threshold.ts'
import { innerProduct } from './inner-product.ts'
import { shuffle } from './shuffled-sampler.ts'

/** A query and a text that answers it. */
export interface PositivePair {
  readonly query: string
  readonly positive: string
}

/** Options of `falseNegativeThreshold`. */
export interface FalseNegativeThresholdOptions extends EncodeOptions {
  readonly encoder: Encoder<string>
  /** Pairs to estimate on; their number is part of the result, for λ* rises with it. Default 1000. */
  readonly sample?: number
  /** Which pairs are drawn. Default 0. */
  readonly seed?: number
}

/**
 * SAIL-Embedding's λ*: the similarity from which on a pair that is not known to be positive is probably one, found in
 * the data itself. All queries of a sample are scored with all its positives; known pairs are positive, all others
 * negative.
 *
 * Hand `threshold` to `mineHardNegatives` as `maxScore`, and estimate it again as the encoder learns.
 *
 * @throws {ArgumentError} for fewer than two pairs.
 *
 * @example
 * const { threshold } = await falseNegativeThreshold(pairs, { encoder })
 *
 * @see SAIL-Embedding, arXiv 2510.12709, section on dynamic hard negative mining.
 */
export async function falseNegativeThreshold(
  pairs: readonly PositivePair[],
  given: FalseNegativeThresholdOptions,
): Promise<F1Threshold> {
  const {
    encoder,
    sample = 1000,
    seed = 0,
    ...options
  } = requireKnownOptions<FalseNegativeThresholdOptions>('falseNegativeThreshold', given, {
    encoder: true,
    sample: true,
    seed: true,
    signal: true,
    onProgress: true,
  })
  if (pairs.length < 2 || !(sample >= 2))
    throw new ArgumentError(
      `falseNegativeThreshold: a sample of ${sample} out of ${pairs.length} pairs. Two at least are needed.`,
      { pairs: pairs.length, sample },
    )
  const drawn = Array.from(shuffle(pairs.length, seededRandom(seed)).subarray(0, sample), index => pairs[index]!)
  const queries = [...new Set(drawn.map(({ query }) => query))]
  const positives = [...new Set(drawn.map(({ positive }) => positive))]
  const labelledPairs = new Set(pairs.map(({ query, positive }) => JSON.stringify([query, positive])))
  const queryVectors = await encoder.encode(queries, options)
  const positiveVectors = await encoder.encode(positives, options)
  const scores = new Float64Array(queries.length * positives.length)
  const labels = new Uint8Array(scores.length)
  queries.forEach((query, i) =>
    positives.forEach((positive, j) => {
      scores[i * positives.length + j] = innerProduct(row(queryVectors, i), row(positiveVectors, j))
      labels[i * positives.length + j] = labelledPairs.has(JSON.stringify([query, positive])) ? 1 : 0
    }),
  )
  return bestF1Threshold(scores, labels)
}
