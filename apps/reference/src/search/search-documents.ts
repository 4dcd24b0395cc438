import { AbortedError, ArgumentError, OverloadedError, UnsupportedError, whereMatcher } from '@towerkit/core'
import { callBatcher, parseQuery, type Reranker } from '@towerkit/retrieval'
import type { RerankingComparison, SearchAnswer, SearchHit, SearchRequest } from '../search-service.ts'
import { bestPassage } from './best-passage.ts'
import type { LiveWorkspace } from './live-workspace.ts'
import { nearestPassages, type DenseQuery, type NearestPassages } from './nearest-passages.ts'
import { rankDocuments, type Candidate } from './rank-documents.ts'
import { rerankedText } from './reranked-text.ts'
import { parsedSearchText, querySearchText } from './search-text.ts'

/** Documents of each ranking that are fused, and those that a reranker reads. */
const depth = 50
const mostHits = 1000

/** What answers questions over a workspace. */
export interface DocumentSearch {
  search(request: SearchRequest): Promise<SearchAnswer>
  compareReranking(request: SearchRequest): Promise<RerankingComparison>
}

/**
 * Searches a workspace that other calls may change meanwhile.
 *
 * @param options.queue Most queries that wait. Beyond, calls are refused with an `OverloadedError`.
 */
export function documentSearch(
  live: LiveWorkspace,
  { reranker, queue }: { readonly reranker: Reranker | undefined; readonly queue: number },
): DocumentSearch {
  const { store, kind, queryTower } = live
  const queries =
    queryTower &&
    callBatcher<DenseQuery, NearestPassages>({
      name: 'search',
      queue,
      windowMs: 1,
      work: calls => nearestPassages(calls, { state: () => live.state, tower: queryTower }),
    })

  async function search({
    query,
    limit = 10,
    mode = queryTower ? 'hybrid' : 'lexical',
    where,
    rerank = false,
    operators = true,
    prefix = false,
    typos = true,
    signal,
  }: SearchRequest): Promise<SearchAnswer> {
    const started = performance.now()
    if (typeof query !== 'string') throw new ArgumentError('search: the query is no text. Give a string.')
    requireLimit('search', limit)
    if (mode !== 'hybrid' && mode !== 'dense' && mode !== 'lexical')
      throw new ArgumentError(`search: mode is "${String(mode)}". Give hybrid, dense or lexical.`, { mode })
    if (mode === 'dense' && queries === undefined)
      throw new UnsupportedError(
        'search: there is no trained tower, so that only words can be searched. Train one, or use the mode "lexical".',
      )
    if (rerank && reranker === undefined)
      throw new UnsupportedError('search: this service has no reranker. Search without.')
    // Here, since others are searched along with it.
    if (where !== undefined) whereMatcher(where)
    if (signal?.aborted) throw new AbortedError('search: stopped by the caller.', { cause: signal.reason })
    await live.refresh()

    const used = mode === 'hybrid' && queries === undefined ? 'lexical' : mode
    const parsed = operators ? parseQuery(query) : undefined
    const asked = parsed?.text ?? query
    const words = parsed ? parsedSearchText(parsed, kind) : querySearchText(query, kind)
    const text = querySearchText(asked, kind)
    const wanted = Math.max(limit, depth)
    // Without text, as of a query of exclusions, there is no vector.
    const nearest =
      used === 'lexical' || text === '' ? undefined : await queries!.do({ text, words, depth: wanted, where }, signal)
    const encoded = nearest?.encodedAt ?? started
    const candidates = rankDocuments(live.state, {
      mode: used,
      words,
      options: { prefix, typos },
      nearest: nearest?.hits,
      depth: wanted,
      where,
    })
    // A document may have gone since: the next one takes its place.
    let hits = hitsOf(candidates, asked, rerank ? wanted : limit)
    const searched = performance.now()
    if (rerank) hits = await reranked(asked, hits, signal)
    const ended = performance.now()
    return {
      hits: hits.slice(0, limit),
      mode: used,
      ...(used === 'lexical' ? {} : { tower: queryTower!.title }),
      milliseconds: {
        encode: encoded - started,
        search: searched - encoded,
        rerank: ended - searched,
        total: ended - started,
      },
    }
  }

  function hitsOf(candidates: readonly Candidate[], query: string, most: number): SearchHit[] {
    const hits: SearchHit[] = []
    for (const { number, score, ranks, passage } of candidates) {
      if (hits.length === most) break
      const document = store.numbered(number)
      if (document !== undefined)
        hits.push({
          id: document.id,
          title: document.title,
          passage: bestPassage(document, query, { ordinal: passage, tokens: live.state.tokens }),
          score,
          metadata: document.metadata,
          ranks,
        })
    }
    return hits
  }

  async function reranked(
    query: string,
    hits: readonly SearchHit[],
    signal: AbortSignal | undefined,
  ): Promise<SearchHit[]> {
    const scores = await reranker!.score(query, rerankedTexts(hits), signal ? { signal } : {})
    return hits.map((hit, i) => ({ ...hit, score: scores[i]! })).sort((a, b) => b.score - a.score)
  }

  let comparing = false
  async function compareReranking(request: SearchRequest): Promise<RerankingComparison> {
    if (reranker?.compare === undefined)
      throw new UnsupportedError(
        'compareReranking: this service has no reranker that keeps anything of passages. Open it with one.',
      )
    if (comparing) throw new OverloadedError('compareReranking: another comparison runs. Try again in a moment.')
    const { limit = depth } = request
    requireLimit('compareReranking', limit)
    comparing = true
    try {
      const { hits } = await search({ ...request, limit: Math.max(limit, depth), rerank: false })
      return {
        passages: hits.length,
        ...(hits.length === 0 ? { keptMs: 0, freshMs: 0 } : await reranker.compare(request.query, rerankedTexts(hits))),
      }
    } finally {
      comparing = false
    }
  }

  return { search, compareReranking }
}

function requireLimit(caller: string, limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostHits)
    throw new ArgumentError(`${caller}: limit is ${limit}. Give a whole number from 1 to ${mostHits}.`, { limit })
}

function rerankedTexts(hits: readonly SearchHit[]): string[] {
  return hits.map(({ title, passage }) => rerankedText(title, passage))
}
