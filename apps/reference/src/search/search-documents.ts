import { OverloadedError, UnsupportedError } from '@towerkit/core'
import { callBatcher, parseQuery, type Reranker } from '@towerkit/retrieval'
import type { RerankingComparison, SearchAnswer, SearchHit, SearchMode, SearchRequest } from '../search-service.ts'
import { bestPassage } from './best-passage.ts'
import type { LiveWorkspace } from './live-workspace.ts'
import { nearestPassages, type DenseQuery, type NearestPassages } from './nearest-passages.ts'
import { rankDocuments, type Candidate } from './rank-documents.ts'
import { requireRequest } from './require-request.ts'
import { rerankedText } from './reranked-text.ts'
import { parsedSearchText, querySearchText } from './search-text.ts'

/** Documents of each ranking that are fused, and those that a reranker reads. */
const depth = 50

/** What answers questions over a workspace. */
export interface DocumentSearch {
  search(request: SearchRequest): Promise<SearchAnswer>
  compareReranking(request: SearchRequest): Promise<RerankingComparison>
}

/** Options of `documentSearch`. */
export interface DocumentSearchOptions {
  readonly reranker: Reranker | undefined
  /** What answers a request that does not say. Default: what the evaluation has chosen, else 'hybrid'. */
  readonly mode: SearchMode | undefined
  /** Most queries that wait. Beyond, calls are refused with an `OverloadedError`. */
  readonly queue: number
}

/** Searches a workspace that other calls may change meanwhile. */
export function documentSearch(live: LiveWorkspace, { reranker, mode, queue }: DocumentSearchOptions): DocumentSearch {
  const { store } = live
  const queries = callBatcher<DenseQuery, AnsweredQuery>({
    name: 'search',
    queue,
    windowMs: 1,
    async work(calls) {
      const { vectors, words } = live
      if (vectors === undefined) throw untrained()
      // Other towers may take over meanwhile: a query is compared with vectors of its own tower.
      const answers = await vectors.use(() => nearestPassages(calls, { words, vectors }))
      return answers.map(answer => ({ ...answer, tower: vectors.queryTower.title }))
    },
  })

  async function search(request: SearchRequest): Promise<SearchAnswer> {
    const started = performance.now()
    requireRequest(request)
    const { query, limit = 10, offset = 0, where, rerank = false, signal } = request
    const { operators = true, prefix = false, typos = true } = request
    if (rerank && reranker === undefined)
      throw new UnsupportedError('search: this service has no reranker. Search without.')
    await live.refresh()

    const { words, vectors, choice } = live
    const asked = request.mode ?? mode ?? choice?.mode ?? 'hybrid'
    if (request.mode === 'dense' && vectors === undefined) throw untrained()
    const used = vectors === undefined ? 'lexical' : asked
    const parsed = operators ? parseQuery(query) : undefined
    const plain = parsed?.text ?? query
    const text = querySearchText(plain, words.kind)
    const lookedUp = parsed ? parsedSearchText(parsed, words.kind) : text
    const wanted = Math.max(offset + limit, depth)
    // Without text, as of a query of exclusions, there is no vector.
    const nearest =
      used === 'lexical' || text === ''
        ? undefined
        : await queries.do({ text, words: lookedUp, depth: wanted, where }, signal)
    const encoded = nearest?.encodedAt ?? started
    const candidates = rankDocuments(live.words, {
      mode: used,
      weights: choice?.weights,
      words: lookedUp,
      options: { prefix, typos },
      nearest: nearest?.hits,
      depth: wanted,
      where,
    })
    // A document may have gone since: the next one takes its place.
    let hits = hitsOf(candidates, plain, rerank ? wanted : offset + limit)
    const searched = performance.now()
    if (rerank) hits = await reranked(plain, hits, signal)
    const ended = performance.now()
    return {
      hits: hits.slice(offset, offset + limit),
      mode: used,
      ...(nearest && { tower: nearest.tower }),
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
          passage: bestPassage(document, query, { ordinal: passage, tokens: live.words.tokens }),
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
    requireRequest(request)
    if (reranker?.compare === undefined)
      throw new UnsupportedError(
        'compareReranking: this service has no reranker that keeps anything of passages. Open it with one.',
      )
    if (comparing) throw new OverloadedError('compareReranking: another comparison runs. Try again in a moment.')
    comparing = true
    try {
      const limit = Math.max(request.limit ?? depth, depth)
      const { hits } = await search({ ...request, limit, rerank: false })
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

/** The passages nearest to a query, and the tower that encoded it. */
interface AnsweredQuery extends NearestPassages {
  readonly tower: string
}

function untrained(): UnsupportedError {
  return new UnsupportedError(
    'search: there is no trained tower, so that only words can be searched. Train one, or use the mode "lexical".',
  )
}

function rerankedTexts(hits: readonly SearchHit[]): string[] {
  return hits.map(({ title, passage }) => rerankedText(title, passage))
}
