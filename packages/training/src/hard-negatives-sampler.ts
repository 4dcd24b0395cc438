import { ArgumentError, DataError, seededRandom, type Encoder, type VectorIndex } from '@towerkit/core'
import { mineHardNegatives, type MiningQuery } from './mine-hard-negatives.ts'
import type { NegativeRules } from './negative-rules.ts'
import { noDuplicatesSampler } from './no-duplicates-sampler.ts'
import type { Sampler, SamplerState } from './sampler.ts'

/** A query and the key of a document that answers it. */
export interface KeyedPair {
  readonly query: string
  readonly positive: string
}

/** Options of `hardNegativesSampler`. */
export interface HardNegativesSamplerOptions extends NegativeRules {
  readonly batchSize: number
  /** All documents, by key. Negatives are taken from them. */
  readonly documents: ReadonlyMap<string, string>
  /** The towers as they are at that moment: those that are being trained. */
  readonly encoder: Encoder<string> & {
    readonly encodeQueries?: Encoder<string>['encode']
    readonly encodeDocuments?: Encoder<string>['encode']
  }
  /** Makes an empty index that scores by inner product. */
  readonly index: () => VectorIndex & Partial<AsyncDisposable>
  /** Negatives of each pair. Default 1. */
  readonly count?: number
  /** Batches between two minings. */
  readonly every: number
  /** Batches before the first mining, with random negatives: an untrained model knows no hard ones. Default `every`. */
  readonly warmUp?: number
  /**
   * As in `mineHardNegatives`. Default [1, 30]: the very first of the candidates is often an answer that no one marked.
   */
  readonly ranks?: readonly [from: number, to: number]
  /** The best of the candidates, or random ones of them. Default 'top'. */
  readonly choose?: 'top' | 'random'
  /** Stops a mining. */
  readonly signal?: AbortSignal
  /** Default 0. */
  readonly seed?: number
  /** Told of each mining. */
  readonly onMined?: (mining: { readonly batch: number; readonly tooFew: number }) => void
}

/**
 * Batches of pairs with hard negatives that are mined anew from the towers while these are trained. All known positives
 * of a query are excluded, and no text comes twice in a batch. A pair for which too few are found keeps its random
 * ones.
 *
 * Give the batches `query`, `positive`, `negatives` to a loss; the random choices and the mined ones are part of a
 * checkpoint.
 *
 * @throws {ArgumentError} if an option is out of range; {DataError} if a positive is not among the documents.
 *
 * @example
 * const data = hardNegativesSampler(pairs, {
 *   batchSize: 128,
 *   documents,
 *   encoder: towers,
 *   index: () => exactIndex({ dimensions: 256 }),
 *   every: 200,
 * })
 *
 * @see Xiong et al., ANCE, arXiv 2007.00808 (negatives refreshed from the model); ScalingNote, arXiv 2411.15766, stage
 *   I.
 */
export function hardNegativesSampler(pairs: readonly KeyedPair[], options: HardNegativesSamplerOptions): Sampler {
  const {
    batchSize,
    documents,
    encoder,
    index,
    count = 1,
    every,
    warmUp = every,
    ranks = [1, 30],
    seed = 0,
    onMined,
  } = options
  requireCounts({ count, every, warmUp })
  const keys = [...documents.keys()]
  const placeOf = new Map(keys.map((key, place) => [key, place]))
  const positives = positivesOf(pairs, documents)
  const random = seededRandom(seed)
  let batches = 0
  let negatives = pairs.map(({ query }) => randomPlaces(count, keys, positives.get(query)!, random))
  let inner = samplerOf()
  let minedAt = 0

  function samplerOf(): Sampler {
    const examples = pairs.map(({ query, positive }, i) => ({
      query,
      positive: documents.get(positive)!,
      negatives: negatives[i]!.map(place => documents.get(keys[place]!)!),
    }))
    return noDuplicatesSampler(examples, { batchSize, seed: seed + batches })
  }

  async function mine(): Promise<void> {
    const queries: MiningQuery[] = [...positives].map(([query, known]) => ({ query, positives: [...known] }))
    const filled = index()
    const { examples, tooFew } = await mineHardNegatives(queries, {
      ...options,
      documents,
      encoder,
      index: filled,
      count,
      ranks,
    })
    await filled.close()
    const found = new Map(examples.map(example => [`${example.query}\n${example.positive}`, example.negatives]))
    const placeOfText = new Map([...documents].map(([key, text]) => [text, placeOf.get(key)!]))
    negatives = pairs.map(
      ({ query, positive }, i) =>
        found.get(`${query}\n${documents.get(positive)!}`)?.map(text => placeOfText.get(text)!) ?? negatives[i]!,
    )
    onMined?.({ batch: batches, tooFew })
  }

  return {
    async next() {
      const isDue = batches >= warmUp && (batches - warmUp) % every === 0 && minedAt !== batches + 1
      if (isDue) {
        await mine()
        minedAt = batches + 1
        inner = samplerOf()
      }
      batches++
      return inner.next()
    },
    state: () => ({
      batches,
      minedAt,
      inner: inner.state(),
      from: minedAt === 0 ? 0 : minedAt - 1,
      negatives: minedAt === 0 ? undefined : negatives,
    }),
    async restore(state: SamplerState) {
      const stored = state as {
        batches: number
        minedAt: number
        inner: SamplerState
        from: number
        negatives?: number[][]
      }
      minedAt = stored.minedAt
      random.restore(seededRandom(seed).state())
      negatives = stored.negatives ?? pairs.map(({ query }) => randomPlaces(count, keys, positives.get(query)!, random))
      batches = stored.from
      inner = samplerOf()
      batches = stored.batches
      await inner.restore(stored.inner)
    },
  }
}

function positivesOf(pairs: readonly KeyedPair[], documents: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const positives = new Map<string, Set<string>>()
  for (const { query, positive } of pairs) {
    if (!documents.has(positive))
      throw new DataError(
        `hardNegativesSampler: the positive "${positive}" is not among the ${documents.size} documents. Give all ` +
          'documents.',
        { key: positive },
      )
    positives.set(query, (positives.get(query) ?? new Set()).add(positive))
  }
  return positives
}

/** Different places of documents that are no positives, or as many as there are. */
function randomPlaces(
  count: number,
  keys: readonly string[],
  positives: ReadonlySet<string>,
  random: () => number,
): number[] {
  const places = new Set<number>()
  const available = Math.min(count, keys.length - positives.size)
  while (places.size < available) {
    const place = Math.floor(random() * keys.length)
    if (!positives.has(keys[place]!)) places.add(place)
  }
  return [...places]
}

function requireCounts({
  count,
  every,
  warmUp,
}: {
  readonly count: number
  readonly every: number
  readonly warmUp: number
}): void {
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`hardNegativesSampler: count is ${count}. Give a whole number of at least 1.`, { count })
  if (!Number.isInteger(every) || every < 1)
    throw new ArgumentError(`hardNegativesSampler: every is ${every}. Give a whole number of at least 1.`, { every })
  if (!Number.isInteger(warmUp) || warmUp < 0)
    throw new ArgumentError(`hardNegativesSampler: warmUp is ${warmUp}. Give a whole number from 0 up.`, { warmUp })
}
