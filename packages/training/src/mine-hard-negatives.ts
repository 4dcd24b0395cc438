import { requireKnownOptions, type EncodeOptions, type Encoder, type VectorIndex } from '@towerkit/core'
import { minePairs } from './mine-pairs.ts'
import { miningOptionNames, type NegativeRules } from './negative-rules.ts'

/** A query and the keys of the documents that are known to answer it. */
export interface MiningQuery<Query = string> {
  readonly query: Query
  /** At least one. */
  readonly positives: readonly string[]
}

/**
 * Vectors whose inner product is their score. `encodeQueries` and `encodeDocuments`, if it has them, put its prompts in
 * front.
 */
export type MiningEncoder<Query = string, Document = Query> = Encoder<Query | Document> & {
  readonly encodeQueries?: Encoder<Query>['encode']
  readonly encodeDocuments?: Encoder<Document>['encode']
}

/** Options of `mineHardNegatives`. */
export interface MineHardNegativesOptions<Query = string, Document = Query> extends EncodeOptions, NegativeRules {
  /** Documents by key. */
  readonly documents: ReadonlyMap<string, Document>
  readonly encoder: MiningEncoder<Query, Document>
  /** An empty index that scores by inner product. It is left filled with the documents. */
  readonly index: VectorIndex
  /** Negatives for each example. Default 3. */
  readonly count?: number
  /**
   * Candidates to look at: from this rank, counted from 0 without the known positives, up to that (exclusive). Default
   * [0, 10·count].
   */
  readonly ranks?: readonly [from: number, to: number]
  /** The best of the candidates left, or random ones of them. Default 'top'. */
  readonly choose?: 'top' | 'random'
  /** Source of the random choice. Default 0. */
  readonly seed?: number
  /**
   * What two items that count as the same have in common. Default: the item itself, so that texts are the same if they
   * are equal, objects if they are one.
   */
  readonly identity?: (item: Query | Document) => unknown
}

/** An example for a loss with `query`, `positive` and `negatives`. */
export interface MinedExample<Query = string, Document = Query> {
  readonly query: Query
  readonly positive: Document
  /** Best first. */
  readonly negatives: readonly Document[]
  readonly positiveScore: number
  readonly negativeScores: readonly number[]
}

/** The mined negatives, and why candidates were rejected. */
export interface MiningResult<Query = string, Document = Query> {
  /** One for each query and positive that has enough negatives. */
  readonly examples: readonly MinedExample<Query, Document>[]
  /**
   * Candidates left out by each rule, over all pairs of query and positive; `same` are copies of the query, a positive
   * or another negative.
   */
  readonly leftOut: Readonly<Record<'same' | 'maxScore' | 'minScore' | 'margin', number>>
  /** Pairs of query and positive with too few negatives. */
  readonly tooFew: number
}

/**
 * Finds documents that an encoder mistakes for answers: the negatives from which it learns most.
 *
 * @throws {ArgumentError} for settings that make no sense, or an index that is not empty or scores otherwise than by
 *   inner product.
 * @throws {DataError} if a positive is not among the documents.
 * @throws {AbortedError} if the signal fires.
 *
 * @example
 * const { examples } = await mineHardNegatives(queries, {
 *   documents,
 *   encoder,
 *   index: exactIndex({ dimensions: 384 }),
 *   relativeMargin: 0.05,
 * })
 *
 * @see Moreira et al., NV-Retriever, arXiv 2407.15831, section 4 (margins); sentence-transformers' mine_hard_negatives.
 */
export async function mineHardNegatives<Query = string, Document = Query>(
  queries: readonly MiningQuery<Query>[],
  options: MineHardNegativesOptions<Query, Document>,
): Promise<MiningResult<Query, Document>> {
  requireKnownOptions('mineHardNegatives', options, {
    ...miningOptionNames,
    onProgress: true,
  })
  const { pairs, leftOut, tooFew } = await minePairs(queries, options)
  const documentOf = (key: string) => options.documents.get(key)!
  return {
    examples: pairs.map(({ query, positive, negatives, positiveScore }) => ({
      query,
      positive: documentOf(positive),
      negatives: negatives.map(({ key }) => documentOf(key)),
      positiveScore,
      negativeScores: negatives.map(({ score }) => score),
    })),
    leftOut,
    tooFew,
  }
}
