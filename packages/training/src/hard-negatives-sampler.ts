import { requireKnownOptions, seededRandom, type VectorIndex } from '@towerkit/core'
import { describeExamples } from './data-digest.ts'
import type { MiningEncoder } from './mine-hard-negatives.ts'
import { minePairs } from './mine-pairs.ts'
import { miningOptionNames, type NegativeRules } from './negative-rules.ts'
import { noDuplicatesSampler } from './no-duplicates-sampler.ts'
import { positiveKeys } from './positive-keys.ts'
import { randomPlaces, requireNegativeCounts } from './random-negatives.ts'
import type { Sampler, SamplerState } from './sampler.ts'

/** A query and the key of a document that answers it. */
export interface KeyedPair<Query = string> {
  readonly query: Query
  readonly positive: string
}

/** Options of `hardNegativesSampler`. */
export interface HardNegativesSamplerOptions<Query = string, Document = Query> extends NegativeRules {
  readonly batchSize: number
  /** All documents, by key. Negatives are taken from them. */
  readonly documents: ReadonlyMap<string, Document>
  /** The towers in their current state: those being trained. */
  readonly encoder: MiningEncoder<Query, Document>
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
  /** What two items that count as the same have in common. Default: the item itself. */
  readonly identity?: (item: Query | Document) => unknown
  /** Called after each mining. */
  readonly onMined?: (mining: { readonly batch: number; readonly tooFew: number }) => void
}

/**
 * Batches of pairs with hard negatives that are mined again from the towers during training. All known positives of a
 * query are excluded, and no item comes twice in a batch. A pair with too few of them keeps its random ones.
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
export function hardNegativesSampler<Query = string, Document = Query>(
  pairs: readonly KeyedPair<Query>[],
  options: HardNegativesSamplerOptions<Query, Document>,
): Sampler {
  requireKnownOptions('hardNegativesSampler', options, {
    ...miningOptionNames,
    batchSize: true,
    every: true,
    warmUp: true,
    onMined: true,
  })
  const { batchSize, documents, index, count = 1, every, warmUp = every, ranks = [1, 30], seed = 0, onMined } = options
  const identity = options.identity ?? ((item: Query | Document) => item)
  requireNegativeCounts({ count, every, warmUp })
  const keys = [...documents.keys()]
  const placeOf = new Map(keys.map((key, place) => [key, place]))
  const positives = positiveKeys(pairs, documents, identity)
  const positivesFor = (query: Query) => positives.get(identity(query))!.keys
  const random = seededRandom(seed)
  const drawAll = () => pairs.map(({ query }) => randomPlaces(count, keys, positivesFor(query), random))
  let batches = 0
  let negatives = drawAll()
  let inner = samplerOf()
  let minedAt = 0

  function samplerOf(): Sampler {
    const examples = pairs.map(({ query, positive }, i) => ({
      query,
      positive: documents.get(positive)!,
      negatives: negatives[i]!.map(place => documents.get(keys[place]!)!),
    }))
    return noDuplicatesSampler(examples, {
      batchSize,
      seed: seed + batches,
      keysOf: example => itemsOf(example as unknown as (typeof examples)[number]).map(identity),
    })
  }

  async function mine(): Promise<void> {
    const queries = [...positives.values()].map(({ query, keys }) => ({ query, positives: [...keys] }))
    const filled = index()
    const { pairs: mined, tooFew } = await minePairs(queries, { ...options, index: filled, count, ranks })
    await filled.close()
    const minedByQuery = new Map<unknown, Map<string, number[]>>()
    for (const { query, positive, negatives: hits } of mined) {
      const byPositive = minedByQuery.get(identity(query)) ?? new Map<string, number[]>()
      byPositive.set(
        positive,
        hits.map(({ key }) => placeOf.get(key)!),
      )
      minedByQuery.set(identity(query), byPositive)
    }
    negatives = pairs.map(({ query, positive }, i) => minedByQuery.get(identity(query))?.get(positive) ?? negatives[i]!)
    onMined?.({ batch: batches, tooFew })
  }

  return {
    readsModel: true,
    async next() {
      const isDue = batches >= warmUp && (batches - warmUp) % every === 0 && minedAt !== batches + 1
      if (isDue) {
        await mine()
        minedAt = batches + 1
        inner = samplerOf()
      }
      batches++
      const { examples, state } = await inner.next()
      return {
        examples,
        state: {
          batches,
          minedAt,
          inner: state,
          from: minedAt === 0 ? 0 : minedAt - 1,
          negatives: minedAt === 0 ? undefined : negatives,
        },
      }
    },
    async restore(state?: SamplerState) {
      const stored = (state ?? { batches: 0, minedAt: 0, from: 0 }) as unknown as StoredPosition
      minedAt = stored.minedAt
      random.restore(seededRandom(seed).state())
      negatives = stored.negatives ?? drawAll()
      batches = stored.from
      inner = samplerOf()
      batches = stored.batches
      await inner.restore(stored.inner)
    },
    describe: async () => ({ pairs: describeExamples(pairs), documents: describeExamples([...documents]) }),
  }
}

interface StoredPosition {
  readonly batches: number
  readonly minedAt: number
  readonly inner?: SamplerState
  /** Batches before the mining that the negatives are of. */
  readonly from: number
  readonly negatives?: number[][]
}

function itemsOf<Query, Document>({
  query,
  positive,
  negatives,
}: {
  readonly query: Query
  readonly positive: Document
  readonly negatives: readonly Document[]
}): (Query | Document)[] {
  return [query, positive, ...negatives]
}
