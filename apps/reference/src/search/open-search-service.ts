import { ArgumentError } from '@towerkit/core'
import { callBatcher, cutPassages, type Reranker } from '@towerkit/retrieval'
import type { SearchMode, SearchService } from '../search-service.ts'
import { changeDocuments, type ChangeResult, type DocumentChange } from './change-documents.ts'
import { checkDocuments } from './check-documents.ts'
import { openLiveWorkspace } from './live-workspace.ts'
import { serviceStatus } from './service-status.ts'
import { documentSearch } from './search-documents.ts'

/** How the service works. */
export interface OpenSearchServiceOptions {
  /** The query tower. Default: 'student' if it has been distilled, else 'teacher'. */
  readonly tower?: 'student' | 'teacher'
  /** What answers requests that do not say. Default: what the evaluation has chosen, else 'hybrid'. */
  readonly mode?: SearchMode
  /** Reorders candidates for requests that ask for it. It is closed with the service. Default: none. */
  readonly reranker?: Reranker
  /** Most queries, and most changes, that wait. Beyond, calls are refused with an `OverloadedError`. Default 256. */
  readonly queue?: number
  /** Told while documents are read, encoded or indexed. @param share 0 to 1. */
  readonly onProgress?: (stage: string, share: number) => void
  /** Told what fails while the service goes on with what it has, such as new towers that are damaged. */
  readonly onProblem?: (error: unknown) => void
  readonly signal?: AbortSignal
}

/**
 * Opens the search over a workspace folder; a folder without documents makes an empty one, which is searched by words
 * until towers are trained. Documents without vectors are encoded first. What other processes change is followed:
 * documents at once, towers when the vectors of all documents are there.
 *
 * @throws {DataError} if the store or a tower is damaged.
 */
export async function openSearchService(
  folder: string,
  { tower, mode, reranker, queue = 256, onProgress, onProblem, signal }: OpenSearchServiceOptions = {},
): Promise<SearchService> {
  const live = await openLiveWorkspace(folder, { tower, onProgress, onProblem, signal })
  const { store } = live
  const { search, compareReranking } = documentSearch(live, { reranker, mode, queue })
  const changes = callBatcher<DocumentChange, ChangeResult>({
    name: 'add',
    queue,
    work: calls => changeDocuments(calls, live),
  })
  const running = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  function tracked<T>(work: () => Promise<T>): Promise<T> {
    if (closed !== undefined)
      return Promise.reject(new ArgumentError('search: the service is closed. Open another one.'))
    const promise = work()
    running.add(promise)
    return promise.finally(() => running.delete(promise))
  }

  const close = async () => {
    await Promise.allSettled(running)
    await changes.idle()
    await reranker?.close?.()
    await live[Symbol.asyncDispose]()
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
    documents: ({ after, prefix, limit = 100 } = {}) =>
      tracked(async () => {
        const ids = store.ids({ limit, ...(after !== undefined && { after }), ...(prefix !== undefined && { prefix }) })
        return ids.flatMap(id => {
          const found = store.document(id)
          return found === undefined ? [] : [{ id, title: found.title, metadata: found.metadata }]
        })
      }),
    status: () => serviceStatus(live, { mode, reranker }),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
}
