import {
  AbortedError,
  ArgumentError,
  ModelError,
  OverloadedError,
  UnsupportedError,
  whereMatcher,
} from '@towerkit/core'
import { callBatcher, cutPassages, type Reranker } from '@towerkit/retrieval'
import type { RerankingComparison, SearchAnswer, SearchHit, SearchRequest, SearchService } from '../search-service.ts'
import { openStore } from '../store/open-store.ts'
import { hasTower, openTower, type OpenTower } from '../towers/open-tower.ts'
import { openWorkspace } from '../workspace.ts'
import { bestPassage } from './best-passage.ts'
import { changeDocuments, type ChangeResult, type DocumentChange } from './change-documents.ts'
import { checkDocuments } from './check-documents.ts'
import { embedDocuments, vectorModelFact } from './embed-documents.ts'
import { nearestPassages, type DenseQuery, type NearestPassages } from './nearest-passages.ts'
import { rankDocuments, type Candidate } from './rank-documents.ts'
import { rerankedText } from './reranked-text.ts'
import { loadSearchableState } from './searchable-state.ts'
import { querySearchText, textKindFact, type TextKind } from './search-text.ts'

/** How the service works. */
export interface OpenSearchServiceOptions {
  /** The query tower. Default: 'student' where it has been distilled, else 'teacher'. */
  readonly tower?: 'student' | 'teacher'
  /** Reorders candidates for requests that ask for it. It is closed with the service. Default: none. */
  readonly reranker?: Reranker
  /** Most queries, and most changes, that wait. Beyond, calls are refused with an `OverloadedError`. Default 256. */
  readonly queue?: number
  /** Told while documents are read, encoded or indexed. @param share 0 to 1. */
  readonly onProgress?: (stage: string, share: number) => void
  readonly signal?: AbortSignal
}

/** Documents of each ranking that are fused, and those that a reranker reads. */
const depth = 50
const mostHits = 1000

/**
 * Opens the search over a workspace folder; a folder without documents makes an empty one, whose words alone are
 * searched until towers are trained. Documents without vectors are encoded first.
 *
 * @throws {DataError} if the store or a tower is damaged; {ModelError} if the vectors are of another document tower.
 */
export async function openSearchService(
  folder: string,
  { tower: wanted, reranker, queue = 256, onProgress, signal }: OpenSearchServiceOptions = {},
): Promise<SearchService> {
  await using opened = new AsyncDisposableStack()
  const workspace = await openWorkspace(folder)
  const store = opened.use(openStore(workspace.path('store.sqlite')))
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const [documentTower, queryTower] = await openTowers()
  const load = async () => {
    if (documentTower !== undefined) await embed(documentTower)
    return loadSearchableState(store, workspace, { kind, tower: documentTower, onProgress })
  }
  let state = await load()
  await state.save()
  const changes = callBatcher<DocumentChange, ChangeResult>({
    name: 'add',
    queue,
    async work(calls) {
      await refresh()
      return changeDocuments(calls, { store, state, tower: documentTower, kind })
    },
  })
  const queries =
    queryTower &&
    callBatcher<DenseQuery, NearestPassages>({
      name: 'search',
      queue,
      windowMs: 1,
      work: calls => nearestPassages(calls, { state: () => state, tower: queryTower }),
    })
  const kept = opened.move()
  const running = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  async function openTowers(): Promise<[document: OpenTower, query: OpenTower] | []> {
    if (!(await hasTower(workspace, 'document'))) return []
    const query = wanted ?? ((await hasTower(workspace, 'student')) ? 'student' : 'teacher')
    return [opened.use(await openTower(workspace, 'document')), opened.use(await openTower(workspace, query))]
  }

  async function embed(tower: OpenTower): Promise<void> {
    const model = store.fact(vectorModelFact)
    if (model !== undefined && model !== tower.digest)
      throw new ModelError(
        `openSearchService: the vectors of "${store.path}" are of another document tower than the one in ` +
          `"${folder}". Embed again: towerkit embed.`,
        { model, tower: tower.digest },
      )
    const { documents, encoded } = store.counts()
    if (encoded < documents || model === undefined)
      await embedDocuments(store, tower, {
        kind,
        signal,
        onProgress: ({ done, total }) => onProgress?.('Encoding documents', done / total),
      })
  }

  /** Reads the store again if another process has changed it, or a change could not be taken over. */
  const refresh = async () => {
    if (state.generation === store.generation()) return
    const old = state
    state = await load()
    await old.close()
  }

  function tracked<T>(work: () => Promise<T>): Promise<T> {
    if (closed !== undefined)
      return Promise.reject(new ArgumentError('search: the service is closed. Open another one.'))
    const promise = work()
    running.add(promise)
    return promise.finally(() => running.delete(promise))
  }

  async function search({
    query,
    limit = 10,
    mode = queryTower ? 'hybrid' : 'lexical',
    where,
    rerank = false,
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
    if (state.generation !== store.generation()) await changes.do({ remove: [] })

    const used = mode === 'hybrid' && queries === undefined ? 'lexical' : mode
    const words = querySearchText(query, kind)
    const wanted = Math.max(limit, depth)
    const nearest = used === 'lexical' ? undefined : await queries!.do({ words, depth: wanted, where }, signal)
    const encoded = nearest?.encodedAt ?? started
    const candidates = rankDocuments(state, { mode: used, words, nearest: nearest?.hits, depth: wanted, where })
    // A document may have gone since: the next one takes its place.
    let hits = hitsOf(candidates, query, rerank ? wanted : limit)
    const searched = performance.now()
    if (rerank) hits = await reranked(query, hits, signal)
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
          passage: bestPassage(document, query, passage),
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

  const close = async () => {
    await Promise.allSettled(running)
    await changes.idle()
    // A cache: where it can not be written, the next opening builds it from the store.
    await state.save().catch(() => {})
    await state.close()
    await reranker?.close?.()
    await kept.disposeAsync()
  }

  return {
    search: request => tracked(() => search(request)),
    compareReranking: request => tracked(() => compareReranking(request)),
    add: documents =>
      tracked(async () => {
        const { added, replaced } = await changes.do({
          add: checkDocuments(documents).map(document => ({ document, passages: cutPassages(document.text) })),
        })
        return { added, replaced }
      }),
    remove: ids =>
      tracked(async () => {
        if (!Array.isArray(ids) || !ids.every(id => typeof id === 'string'))
          throw new ArgumentError('remove: the ids are no array of strings. Give one.')
        return (await changes.do({ remove: ids })).removed
      }),
    document: id =>
      tracked(async () => {
        const found = store.document(id)
        return found && { id: found.id, title: found.title, text: found.text, metadata: found.metadata }
      }),
    status: () => ({
      documents: state.documents,
      passages: state.passages,
      dense: queryTower !== undefined,
      ...(queryTower && { tower: queryTower.title, dimensions: queryTower.encoder.dimensions }),
      ...(reranker && { reranker: reranker.name ?? 'reranker', keepsStates: reranker.compare !== undefined }),
    }),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
}

function requireLimit(caller: string, limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostHits)
    throw new ArgumentError(`${caller}: limit is ${limit}. Give a whole number from 1 to ${mostHits}.`, { limit })
}

function rerankedTexts(hits: readonly SearchHit[]): string[] {
  return hits.map(({ title, passage }) => rerankedText(title, passage))
}
