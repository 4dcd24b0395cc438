import { AbortedError, UnsupportedError, whereMatcher } from '@towerkit/core'
import type { SearchHit, SearchRequest, SearchService, StoredDocument } from '../../search-service.ts'

/** A search service for tests of the server and the page: words in common, in memory, always the same answer. */
export interface MemorySearchService extends SearchService {
  /** Thrown by the next calls until it is undefined. */
  failure: Error | undefined
  /** Time that a search takes, unless it is aborted. */
  delayMs: number
  /** Searches that were aborted. */
  readonly aborted: readonly string[]
  /** Searches in progress. */
  readonly running: number
}

/** Makes one of these documents. */
export function memorySearchService(
  documents: readonly StoredDocument[] = [],
  { dense = true }: { readonly dense?: boolean } = {},
): MemorySearchService {
  const stored = new Map(documents.map(document => [document.id, document]))
  const aborted: string[] = []
  let running = 0
  const fail = () => {
    if (service.failure !== undefined) throw service.failure
  }
  const service: MemorySearchService = {
    failure: undefined,
    delayMs: 0,
    aborted,
    get running() {
      return running
    },
    async search(request) {
      fail()
      if (!dense && request.mode === 'dense')
        throw new UnsupportedError(
          "search: mode 'dense' but there is no trained tower. Train one, or use mode 'lexical'.",
        )
      running++
      try {
        await pause(service.delayMs, request, aborted)
      } finally {
        running--
      }
      const { mode = dense ? 'hybrid' : 'lexical', limit = 10, offset = 0, rerank = false } = request
      const hits = rank([...stored.values()], request).slice(offset, offset + limit)
      return {
        hits,
        mode,
        ...(mode === 'lexical' ? {} : { tower: 'student, 1 layer, 256' }),
        milliseconds: {
          encode: mode === 'lexical' ? 0 : 1.25,
          search: 0.5,
          rerank: rerank ? 3 : 0,
          total: rerank ? 4.75 : 1.75,
        },
      }
    },
    async compareReranking(request) {
      fail()
      return { passages: rank([...stored.values()], request).length, keptMs: 3, freshMs: 24 }
    },
    async add(batch) {
      fail()
      const replaced = batch.filter(({ id }) => stored.has(id)).length
      for (const document of batch) stored.set(document.id, document)
      return { added: batch.length - replaced, replaced }
    },
    async remove(ids) {
      fail()
      return ids.filter(id => stored.delete(id)).length
    },
    async document(id) {
      fail()
      return stored.get(id)
    },
    async documents({ after = '', prefix = '', limit = 100 } = {}) {
      fail()
      return [...stored.values()]
        .filter(({ id }) => id > after && id.startsWith(prefix))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(({ text: _, ...document }) => document)
    },
    status: () => ({
      documents: stored.size,
      passages: stored.size,
      dense,
      mode: dense ? 'hybrid' : 'lexical',
      reranker: 'words',
      keepsStates: true,
      ...(dense ? { tower: 'student, 1 layer, 256', dimensions: 256 } : {}),
    }),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  return service
}

function rank(
  documents: readonly StoredDocument[],
  { query, where = {}, mode = 'hybrid' }: SearchRequest,
): SearchHit[] {
  const words = wordsOf(query),
    matches = whereMatcher(where)
  const scored = documents
    .filter(({ metadata = {} }) => matches(metadata))
    .map(document => ({
      document,
      score: words.filter(word => wordsOf(`${document.title} ${document.text}`).includes(word)).length,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.document.id < b.document.id ? -1 : 1))
  return scored.map(({ document: { id, title, text, metadata = {} }, score }, i) => ({
    id,
    title,
    passage: text.slice(0, 300),
    score,
    metadata,
    ranks: { ...(mode === 'dense' ? {} : { lexical: i + 1 }), ...(mode === 'lexical' ? {} : { dense: i + 1 }) },
  }))
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function pause(ms: number, { query, signal }: SearchRequest, aborted: string[]): Promise<void> {
  if (ms === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        aborted.push(query)
        reject(new AbortedError('search: aborted.'))
      },
      { once: true },
    )
  })
}
