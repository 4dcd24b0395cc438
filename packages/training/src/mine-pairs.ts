import { AbortedError, ArgumentError, row, seededRandom, type Hit } from '@towerkit/core'
import { innerProduct } from './inner-product.ts'
import type { MineHardNegativesOptions, MiningQuery, MiningResult } from './mine-hard-negatives.ts'
import { requireMiningOptions } from './mining-options.ts'
import { brokenRule } from './negative-rules.ts'
import { shuffle } from './shuffled-sampler.ts'

/** A query and a positive with the negatives that were mined for them, by key. */
export interface MinedPair<Query> {
  readonly query: Query
  readonly positive: string
  /** Best first. */
  readonly negatives: readonly Hit[]
  readonly positiveScore: number
}

/** What was mined, by keys. */
export interface MinedPairs<Query> extends Pick<MiningResult, 'leftOut' | 'tooFew'> {
  readonly pairs: readonly MinedPair<Query>[]
}

/** Queries that are encoded and searched together. */
const queriesPerRound = 1024

/** `mineHardNegatives`, with keys instead of documents. */
export async function minePairs<Query, Document>(
  queries: readonly MiningQuery<Query>[],
  options: MineHardNegativesOptions<Query, Document>,
): Promise<MinedPairs<Query>> {
  const {
    documents,
    encoder,
    index,
    count = 3,
    ranks = [0, 10 * count],
    choose = 'top',
    seed = 0,
    identity = item => item,
    signal,
    onProgress,
  } = options
  requireMiningOptions(queries, { ...options, count, ranks })
  const held = await index.count()
  if (held > 0)
    throw new ArgumentError(`mineHardNegatives: the index holds ${held} keys. Give an empty one.`, { count: held })
  const encodeDocuments = encoder.encodeDocuments ?? encoder.encode
  const encodeQueries = encoder.encodeQueries ?? encoder.encode
  const stop = signal && { signal }
  const keys = [...documents.keys()]
  const stored = await encodeDocuments([...documents.values()], { ...stop })
  await index.add(keys, stored)
  const rowOf = new Map(keys.map((key, i) => [key, i]))

  const random = choose === 'random' ? seededRandom(seed) : undefined
  const leftOut = { same: 0, maxScore: 0, minScore: 0, margin: 0 }
  const pairs: MinedPair<Query>[] = []
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
      const scoreOf = (key: string) => innerProduct(row(vectors, i), row(stored, rowOf.get(key)!))
      requireInnerProduct(hits[i]!, scoreOf)
      const excluded = [query, ...positives.map(key => documents.get(key)!)].map(identity)
      const candidates = hits[i]!.filter(({ key }) => !positives.includes(key)).slice(...ranks)
      for (const key of new Set(positives)) {
        const positiveScore = scoreOf(key)
        const allowed = candidates.filter(({ score }) => {
          const rule = brokenRule({ candidate: score, positive: positiveScore }, options)
          if (rule) leftOut[rule]++
          return rule === undefined
        })
        const distinct = withoutCopies(allowed, excluded, key => identity(documents.get(key)!))
        leftOut.same += allowed.length - distinct.length
        const chosen = random ? drawn(distinct, count, random) : distinct.slice(0, count)
        if (chosen.length < count) tooFew++
        else pairs.push({ query, positive: key, negatives: chosen, positiveScore })
      }
    }
    onProgress?.({ done: start + round.length, total: queries.length })
  }
  return { pairs, leftOut, tooFew }
}

function withoutCopies(
  candidates: readonly Hit[],
  excluded: readonly unknown[],
  identityOf: (key: string) => unknown,
): Hit[] {
  const seen = new Set(excluded)
  return candidates.filter(({ key }) => {
    const identity = identityOf(key)
    const isNew = !seen.has(identity)
    seen.add(identity)
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
