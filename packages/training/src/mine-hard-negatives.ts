import {
  AbortedError,
  ArgumentError,
  DataError,
  row,
  seededRandom,
  type EncodeOptions,
  type Encoder,
  type Hit,
  type VectorIndex,
} from '@towerkit/core'
import { innerProduct } from './inner-product.ts'
import { brokenRule, requireRules, type NegativeRules } from './negative-rules.ts'
import { shuffle } from './shuffled-sampler.ts'

/** A query and the keys of the documents that are known to answer it. */
export interface MiningQuery {
  readonly query: string
  /** At least one. */
  readonly positives: readonly string[]
}

/** Options of `mineHardNegatives`. */
export interface MineHardNegativesOptions extends EncodeOptions, NegativeRules {
  /** Texts by key. */
  readonly documents: ReadonlyMap<string, string>
  /**
   * Vectors whose inner product is their score. `encodeQueries` and `encodeDocuments`, where it has them, put its
   * prompts in front.
   */
  readonly encoder: Encoder<string> & {
    readonly encodeQueries?: Encoder<string>['encode']
    readonly encodeDocuments?: Encoder<string>['encode']
  }
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
}

/** An example for a loss with `query`, `positive` and `negatives`. */
export interface MinedExample {
  readonly query: string
  readonly positive: string
  /** Best first. */
  readonly negatives: readonly string[]
  readonly positiveScore: number
  readonly negativeScores: readonly number[]
}

/** What was mined, and why candidates were left out. */
export interface MiningResult {
  /** One for each query and positive that has enough negatives. */
  readonly examples: readonly MinedExample[]
  /**
   * Candidates left out by each rule, over all pairs of query and positive; `sameText` are copies of the query, a
   * positive or another negative.
   */
  readonly leftOut: Readonly<Record<'sameText' | 'maxScore' | 'minScore' | 'margin', number>>
  /** Pairs of query and positive with too few negatives. */
  readonly tooFew: number
}

/** Queries that are encoded and searched together. */
const queriesPerRound = 1024

/**
 * Finds documents that an encoder takes for answers and that are not known to be: the negatives from which it learns
 * most.
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
export async function mineHardNegatives(
  queries: readonly MiningQuery[],
  options: MineHardNegativesOptions,
): Promise<MiningResult> {
  const {
    documents,
    encoder,
    index,
    count = 3,
    ranks = [0, 10 * count],
    choose = 'top',
    seed = 0,
    signal,
    onProgress,
  } = options
  requireSettings(queries, { ...options, count, ranks })
  const held = await index.count()
  if (held > 0)
    throw new ArgumentError(`mineHardNegatives: the index holds ${held} keys. Give an empty one.`, { count: held })
  const encodeDocuments = encoder.encodeDocuments ?? encoder.encode
  const encodeQueries = encoder.encodeQueries ?? encoder.encode
  const stop = signal && { signal }
  const keys = [...documents.keys()]
  const stored = await encodeDocuments([...documents.values()], { ...stop })
  await index.add(keys, stored)
  const place = new Map(keys.map((key, i) => [key, i]))

  const random = choose === 'random' ? seededRandom(seed) : undefined
  const leftOut = { sameText: 0, maxScore: 0, minScore: 0, margin: 0 }
  const examples: MinedExample[] = []
  let tooFew = 0
  const mostPositives = queries.reduce((most, { positives }) => Math.max(most, positives.length), 0)
  for (let start = 0; start < queries.length; start += queriesPerRound) {
    if (signal?.aborted)
      throw new AbortedError(`mineHardNegatives: stopped by the caller after ${start} of ${queries.length} queries.`, {
        done: start,
        cause: signal.reason,
      })
    const round = queries.slice(start, start + queriesPerRound)
    const vectors = await encodeQueries(
      round.map(({ query }) => query),
      { ...stop },
    )
    const hits = await index.search(vectors, ranks[1] + mostPositives, { ...stop })
    for (const [i, { query, positives }] of round.entries()) {
      const scoreOf = (key: string) => innerProduct(row(vectors, i), row(stored, place.get(key)!))
      requireInnerProduct(hits[i]!, scoreOf)
      const texts = new Set([query, ...positives.map(key => documents.get(key)!)])
      const candidates = hits[i]!.filter(({ key }) => !positives.includes(key)).slice(...ranks)
      for (const key of new Set(positives)) {
        const positiveScore = scoreOf(key)
        const allowed = candidates.filter(({ score }) => {
          const rule = brokenRule({ candidate: score, positive: positiveScore }, options)
          if (rule) leftOut[rule]++
          return rule === undefined
        })
        const distinct = withoutCopies(allowed, texts, documents)
        leftOut.sameText += allowed.length - distinct.length
        const chosen = random ? drawn(distinct, count, random) : distinct.slice(0, count)
        if (chosen.length < count) tooFew++
        else
          examples.push({
            query,
            positive: documents.get(key)!,
            negatives: chosen.map(hit => documents.get(hit.key)!),
            positiveScore,
            negativeScores: chosen.map(({ score }) => score),
          })
      }
    }
    onProgress?.({ done: start + round.length, total: queries.length })
  }
  return { examples, leftOut, tooFew }
}

function withoutCopies(
  candidates: readonly Hit[],
  known: ReadonlySet<string>,
  documents: ReadonlyMap<string, string>,
): Hit[] {
  const seen = new Set(known)
  return candidates.filter(({ key }) => {
    const text = documents.get(key)!
    const isNew = !seen.has(text)
    seen.add(text)
    return isNew
  })
}

/** `count` random ones, in their order. */
function drawn(candidates: readonly Hit[], count: number, random: () => number): Hit[] {
  return Array.from(shuffle(candidates.length, random).subarray(0, count))
    .sort((a, b) => a - b)
    .map(at => candidates[at]!)
}

/** An index of another metric would make margins meaningless. */
function requireInnerProduct([hit]: readonly Hit[], scoreOf: (key: string) => number): void {
  if (!hit) return
  const expected = scoreOf(hit.key)
  if (Math.abs(hit.score - expected) <= 1e-2 * Math.max(1, Math.abs(expected))) return
  throw new ArgumentError(
    `mineHardNegatives: the index gives "${hit.key}" the score ${hit.score}, the inner product is ${expected}. ` +
      'Give an index that scores by inner product, or an encoder of unit vectors.',
    { score: hit.score, expected },
  )
}

function requireSettings(
  queries: readonly MiningQuery[],
  options: MineHardNegativesOptions & Required<Pick<MineHardNegativesOptions, 'count' | 'ranks'>>,
): void {
  const {
    documents,
    count,
    ranks: [from, to],
  } = options
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`mineHardNegatives: count is ${count}. Give a whole number of at least 1.`, { count })
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to - from < count) {
    throw new ArgumentError(
      `mineHardNegatives: ranks from ${from} to ${to} do not hold ${count} negatives. Give whole numbers, at ` +
        `least ${count} apart.`,
      { from, to, count },
    )
  }
  requireRules(options)
  for (const { query, positives } of queries) {
    if (positives.length === 0)
      throw new DataError(`mineHardNegatives: the query "${query}" has no positive. Leave it out.`, { query })
    const missing = positives.find(key => !documents.has(key))
    if (missing !== undefined)
      throw new DataError(
        `mineHardNegatives: the positive "${missing}" is not among the ${documents.size} documents. Give all ` +
          'documents.',
        { key: missing },
      )
  }
}
