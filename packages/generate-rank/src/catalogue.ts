import { ArgumentError, requireKnownOptions, vectors, type VectorIndex } from '@towerkit/core'
import type { CatalogueItem } from './catalogue-item.ts'
import { knownEvents, reasonsOf, storedHits } from './known-events.ts'
import { popularItems } from './popular-items.ts'
import { checkedRequest, type RecommendRequest } from './recommend-request.ts'
import type { Recommendations } from './recommendation.ts'
import type { Recommender } from './recommender.ts'

/** Live items of a recommender: what changes is seen by the next request. */
export interface Catalogue {
  /** Adds items, or replaces those of the same name: each whole or not at all. */
  setItems(items: readonly CatalogueItem[], options?: { readonly signal?: AbortSignal }): Promise<void>
  /** @returns how many of them were there. */
  removeItems(ids: readonly string[]): Promise<number>
  recommend(request: RecommendRequest): Promise<Recommendations>
}

/** What a catalogue is made of. */
export interface CatalogueOptions {
  readonly recommender: Recommender
  /** Any index by inner product, as wide as the model. It holds the items' vectors; nobody else need keep them. */
  readonly index: VectorIndex
  /** Names of items, the most popular first: the answer to users of whom nothing is known. Default: no answer. */
  readonly popular?: readonly string[]
  /**
   * Whether the ranker orders what the first stage found. Default false: in the study its order is worse than that of
   * the first stage. Turn it on when an evaluation of your own model says so.
   */
  readonly rank?: boolean
}

/**
 * Recommends from a live catalogue: history to user vector, exact inner products over all items, ranker over the best.
 * There is no structure to build: a new item is a row of the index.
 *
 * @throws {ArgumentError} if the index has other dimensions than the model.
 *
 * @example
 * const catalogue = createCatalogue({ recommender, index: exactIndex({ dimensions: 64, metric: 'inner-product' }) })
 * await catalogue.setItems(films)
 * const { items } = await catalogue.recommend({ history: [{ item: '318' }, { item: '2571' }], limit: 10 })
 *
 * @see GRank, arXiv 2510.15299, section on serving.
 */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const {
    recommender,
    index,
    popular = [],
    rank = false,
  } = requireKnownOptions<CatalogueOptions>('createCatalogue', options, {
    recommender: true,
    index: true,
    popular: true,
    rank: true,
  })
  const { width, longEvents } = recommender.config
  if (index.dimensions !== width)
    throw new ArgumentError(
      `createCatalogue: an index of ${index.dimensions} dimensions for a model of ${width}. Make the index as wide.`,
      { index: index.dimensions, model: width },
    )

  return {
    async setItems(items, { signal } = {}) {
      const described = await recommender.items(items, { ...(signal && { signal }) })
      await index.add(
        items.map(({ id }) => id),
        described,
        { metadata: items.map(({ metadata = {} }) => metadata), ...(signal && { signal }) },
      )
    },
    removeItems: ids => index.remove(ids),
    async recommend(request) {
      const {
        history,
        limit,
        candidates,
        where,
        exclude,
        includeSeen,
        explain = rank,
        signal,
      } = checkedRequest(request)
      const started = performance.now()
      const call = signal ? { signal } : {}
      const known = await knownEvents(history, index, { most: longEvents, call })
      const excluded = new Set([...exclude, ...(includeSeen ? [] : history.map(({ item }) => item))])
      const search = { ...call, exclude: excluded, metadata: true, ...(where && { where }) }
      if (known.events.length === 0)
        return popularItems(popular, { index, unknown: known.unknown, limit, search, started })
      const eventVectors = {
        items: vectors(known.events.map(({ vector }) => vector)),
        types: known.events.map(({ type }) => type),
      }
      const { users, queries } = await recommender.users([eventVectors], call)
      const asked = performance.now()
      const [all] = await index.search(queries, rank ? Math.max(candidates, limit) : limit, search)
      const found = performance.now()
      const { hits, vectors: items } = await storedHits(all!, index, call)
      const ranking =
        (rank || explain) && hits.length > 0
          ? await recommender.rank(
              {
                history: eventVectors,
                user: users.data,
                items,
                firstScores: Float32Array.from(hits, ({ score }) => score),
              },
              call,
            )
          : undefined
      const ordered = hits.map((hit, i) => ({ hit, i, score: rank ? ranking!.scores[i]! : hit.score }))
      ordered.sort((a, b) => b.score - a.score)
      const becauseOf = (i: number) =>
        ranking && explain
          ? reasonsOf(ranking.weights.subarray(i * ranking.events, (i + 1) * ranking.events), known.events)
          : []
      return {
        items: ordered.slice(0, limit).map(({ hit: { key, score: firstScore, metadata = {} }, i, score }) => ({
          item: key,
          score,
          firstScore,
          because: becauseOf(i),
          metadata,
        })),
        unknown: known.unknown,
        isPopular: false,
        milliseconds: { user: asked - started, search: found - asked, rank: performance.now() - found },
      }
    },
  }
}
