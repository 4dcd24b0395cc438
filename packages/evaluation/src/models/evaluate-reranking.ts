import { DataError, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { evaluate } from '../evaluate.ts'
import type { Measure } from '../measures/measure.ts'
import type { Report } from '../report.ts'
import { similarityOf, type VectorSimilarity } from './vector-similarity.ts'
import { requireEncoder } from './require-encoder.ts'

/** A query with candidates, of which some are relevant. */
export interface RerankingSample<Input> {
  readonly query: Input
  readonly positives: readonly Input[]
  readonly negatives: readonly Input[]
}

/** How `evaluateReranking` works. */
export interface EvaluateRerankingOptions<Name extends string, Input> extends EncodeOptions {
  /** Default: AP, RR@10 and nDCG@10. */
  readonly measures?: readonly (Name | Measure<Name>)[]
  /** Default 'cosine'. */
  readonly similarity?: VectorSimilarity
  /** Encodes the queries, which may have a separate tower. Default: the same encoder. */
  readonly queryEncoder?: Encoder<Input>
}

/**
 * Orders the candidates of each query by their similarity to it, and measures the order.
 *
 * @param samples At least one; each has at least one positive.
 * @returns a report whose queries are the indices of the samples, '0', '1' ...; `compare` takes it.
 * @throws {DataError} if there are no samples, or one has no positives.
 *
 * @example
 * const { mean } = await evaluateReranking(encoder, [
 *   { query: 'sort an array', positives: ['Array.sort'], negatives: ['fs.watch'] },
 * ])
 * console.log(mean.AP, mean['RR@10'], mean['nDCG@10'])
 */
export async function evaluateReranking<Input, const Name extends string = 'AP' | 'RR@10' | 'nDCG@10'>(
  encoder: Encoder<Input>,
  samples: readonly RerankingSample<Input>[],
  given: EvaluateRerankingOptions<Name, Input> = {},
): Promise<Report<Name>> {
  const {
    measures = ['AP', 'RR@10', 'nDCG@10'] as unknown as readonly Name[],
    similarity = 'cosine',
    queryEncoder = encoder,
    ...options
  } = requireKnownOptions<EvaluateRerankingOptions<Name, Input>>('evaluateReranking', given, {
    measures: true,
    similarity: true,
    queryEncoder: true,
    signal: true,
    onProgress: true,
  })
  requireEncoder('evaluateReranking', encoder, { samples })
  const empty = samples.findIndex(({ positives }) => positives.length === 0)
  if (samples.length === 0 || empty >= 0)
    throw new DataError(
      `evaluateReranking: ${samples.length === 0 ? 'no samples' : `sample ${empty} has no positives`}. Give at ` +
        'least one.',
      { sample: empty },
    )
  const queries = await queryEncoder.encode(
    samples.map(({ query }) => query),
    options,
  )
  const documents = await encoder.encode(
    samples.flatMap(({ positives, negatives }) => [...positives, ...negatives]),
    options,
  )
  const qrels = new Map<string, Map<string, number>>()
  const run = new Map<string, Map<string, number>>()
  let next = 0
  for (const [i, { positives, negatives }] of samples.entries()) {
    qrels.set(`${i}`, new Map(positives.map((_, j) => [`${j}`, 1])))
    run.set(
      `${i}`,
      new Map(
        Array.from({ length: positives.length + negatives.length }, (_, j) => [
          `${j}`,
          similarityOf(similarity, [queries, i], [documents, next++]),
        ]),
      ),
    )
  }
  return evaluate({ qrels, run, measures })
}
