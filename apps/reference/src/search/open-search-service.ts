import { ArgumentError, ModelError, UnsupportedError } from '@towerkit/core'
import type { SearchAnswer, SearchHit, SearchRequest, SearchService } from '../search-service.ts'
import { openStore } from '../store/open-store.ts'
import { hasTower, openTower, type OpenTower } from '../towers/open-tower.ts'
import { openWorkspace } from '../workspace.ts'
import { bestPassage } from './best-passage.ts'
import { changeQueue } from './change-queue.ts'
import { checkDocuments } from './check-documents.ts'
import { cutPassages } from './cut-passages.ts'
import { embedDocuments, encodePassages, vectorModelFact } from './embed-documents.ts'
import { aborted, queryBatcher } from './query-batcher.ts'
import { rankDocuments, type Candidate } from './rank-documents.ts'
import type { Reranker } from './reranker.ts'
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
 * Opens the search over a workspace folder; a folder without documents makes an empty one, whose words alone are searched until towers are trained.
 * Documents without vectors are encoded first.
 *
 * @throws {DataError} if the store or a tower is damaged; {ModelError} if the vectors are of another document tower.
 */
export async function openSearchService(folder: string, { tower: wanted, reranker, queue = 256, onProgress, signal }: OpenSearchServiceOptions = {}): Promise<SearchService> {
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
  const changes = changeQueue(queue)
  const batcher = queryTower && queryBatcher({ encode: texts => queryTower.encoder.encodeQueries(texts), queue })
  const kept = opened.move()
  const running = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  async function openTowers(): Promise<[document: OpenTower, query: OpenTower] | []> {
    if (!await hasTower(workspace, 'document')) return []
    const query = wanted ?? (await hasTower(workspace, 'student') ? 'student' : 'teacher')
    return [opened.use(await openTower(workspace, 'document')), opened.use(await openTower(workspace, query))]
  }

  async function embed(tower: OpenTower): Promise<void> {
    const model = store.fact(vectorModelFact)
    if (model !== undefined && model !== tower.digest) throw new ModelError(`openSearchService: the vectors of "${store.path}" are of another document tower than the one in "${folder}". Embed again: towerkit embed.`, { model, tower: tower.digest })
    const { documents, encoded } = store.counts()
    if (encoded < documents || model === undefined) await embedDocuments(store, tower, { kind, signal, onProgress: ({ done, total }) => onProgress?.('Encoding documents', done / total) })
  }

  /** Reads the store again if another process has changed it, or a change could not be taken over. */
  const refresh = async () => {
    if (state.generation === store.generation()) return
    const old = state
    state = await load()
    await old.close()
  }

  function tracked<T>(work: () => Promise<T>): Promise<T> {
    if (closed !== undefined) return Promise.reject(new ArgumentError('search: the service is closed. Open another one.'))
    const promise = work()
    running.add(promise)
    return promise.finally(() => running.delete(promise))
  }

  async function search({ query, limit = 10, mode = queryTower ? 'hybrid' : 'lexical', where, rerank = false, signal }: SearchRequest): Promise<SearchAnswer> {
    const started = performance.now()
    if (typeof query !== 'string') throw new ArgumentError('search: the query is no text. Give a string.')
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostHits) throw new ArgumentError(`search: limit is ${limit}. Give a whole number from 1 to ${mostHits}.`, { limit })
    if (mode !== 'hybrid' && mode !== 'dense' && mode !== 'lexical') throw new ArgumentError(`search: mode is "${String(mode)}". Give hybrid, dense or lexical.`, { mode })
    if (mode === 'dense' && batcher === undefined) throw new UnsupportedError('search: there is no trained tower, so that only words can be searched. Train one, or use the mode "lexical".')
    if (rerank && reranker === undefined) throw new UnsupportedError('search: this service has no reranker. Search without.')
    if (signal?.aborted) throw aborted(signal)
    if (state.generation !== store.generation()) await changes.run(refresh)

    const used = mode === 'hybrid' && batcher === undefined ? 'lexical' : mode
    const words = querySearchText(query, kind)
    const vector = used === 'lexical' ? undefined : await batcher!.encode(words, signal)
    const encoded = performance.now()
    const candidates = await rankDocuments(state, { mode: used, words, vector, depth: Math.max(limit, depth), where, signal })
    // A document may have gone since: the next one takes its place.
    let hits = hitsOf(candidates, query, rerank ? Math.max(limit, depth) : limit)
    const searched = performance.now()
    if (rerank) hits = await reranked(query, hits, signal)
    const ended = performance.now()
    return {
      hits: hits.slice(0, limit), mode: used, ...(used === 'lexical' ? {} : { tower: queryTower!.title }),
      milliseconds: { encode: encoded - started, search: searched - encoded, rerank: ended - searched, total: ended - started },
    }
  }

  function hitsOf(candidates: readonly Candidate[], query: string, most: number): SearchHit[] {
    const hits: SearchHit[] = []
    for (const { number, score, ranks, passage } of candidates) {
      if (hits.length === most) break
      const document = store.numbered(number)
      if (document !== undefined) hits.push({ id: document.id, title: document.title, passage: bestPassage(document, query, passage), score, metadata: document.metadata, ranks })
    }
    return hits
  }

  async function reranked(query: string, hits: readonly SearchHit[], signal: AbortSignal | undefined): Promise<SearchHit[]> {
    const scores = await reranker!.score(query, hits.map(({ title, passage }) => `${title}\n${passage}`), signal ? { signal } : {})
    return hits.map((hit, i) => ({ ...hit, score: scores[i]! })).sort((a, b) => b.score - a.score)
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
    add: documents => tracked(async () => {
      const checked = checkDocuments(documents).map(document => ({ document, passages: cutPassages(document.text) }))
      return changes.run(async () => {
        await refresh()
        const vectors = documentTower && await encodePassages(documentTower, checked.map(({ document, passages }) => ({ ...document, passages })), { kind })
        const rows = checked.map((each, i) => ({ ...each, vectors: vectors?.[i] }))
        const stored = store.put(rows)
        const replaced = stored.flatMap(numbers => numbers.replaced ?? [])
        await state.apply({ removed: replaced, added: rows.map(({ document, passages, vectors }, i) => ({ ...document, metadata: document.metadata ?? {}, passages, vectors, number: stored[i]!.number })), generation: store.generation() })
        return { added: stored.length - replaced.length, replaced: replaced.length }
      })
    }),
    remove: ids => tracked(() => changes.run(async () => {
      if (!Array.isArray(ids) || !ids.every(id => typeof id === 'string')) throw new ArgumentError('remove: the ids are no array of strings. Give one.')
      await refresh()
      const removed = store.remove(ids)
      await state.apply({ removed, added: [], generation: store.generation() })
      return removed.length
    })),
    document: id => tracked(async () => {
      const found = store.document(id)
      return found && { id: found.id, title: found.title, text: found.text, metadata: found.metadata }
    }),
    status: () => ({ documents: state.documents, passages: state.passages, dense: queryTower !== undefined, ...(queryTower && { tower: queryTower.title, dimensions: queryTower.encoder.dimensions }) }),
    close: () => closed ??= close(),
    [Symbol.asyncDispose]: () => closed ??= close(),
  }
}
