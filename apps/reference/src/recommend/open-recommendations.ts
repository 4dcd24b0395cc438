import { ArgumentError } from '@towerkit/core'
import { callBatcher } from '@towerkit/retrieval'
import { openStore } from '../store/open-store.ts'
import type { Workspace } from '../workspace.ts'
import { changeItems, type RecommendationChange } from './change-items.ts'
import { checkEvents } from './check-events.ts'
import { checkItem, checkName } from './check-item.ts'
import { itemTitles } from './item-titles.ts'
import { liveCatalogue } from './live-catalogue.ts'
import { namedCategories } from './named-categories.ts'
import { popularFirst } from './popular-first.ts'
import { readPrepared } from './read-prepared.ts'
import { readReport } from './read-report.ts'
import { recommendFrom } from './recommend-from.ts'
import type { RecommendationService, StoredItem } from './recommendation-service.ts'
import { recommenderFiles } from './recommender-files.ts'

/** Changes that wait while others are made, and how many of them are made at once. */
const queue = 4096
const largest = 256

/**
 * Opens the recommender of a workspace. The ranker orders answers only if the evaluation found that it helps.
 *
 * @throws {DataError} if nothing was trained, or a file is damaged.
 *
 * @example
 * await using service = await openRecommendations(await openWorkspace('./films'))
 * const { items } = await service.recommend({ history: ['318', '2571'] })
 */
export async function openRecommendations(workspace: Workspace): Promise<RecommendationService> {
  const prepared = await readPrepared(workspace)
  const ranked = (await readReport(workspace))?.rank ?? false
  const popular = popularFirst(prepared.histories)
  const catalogue = await liveCatalogue(workspace, { prepared, popular, rank: ranked })
  const store = openStore(workspace.path(recommenderFiles.store))
  const items: Pick<StoredItem, 'id' | 'title'>[] = []
  for (const page of pagesOf(store.documents())) {
    await catalogue.setItems(page)
    for (const { id, title } of page) items.push({ id, title })
  }
  const titles = itemTitles(items, { popular })
  let size = items.length
  const categories = namedCategories(prepared.categories)
  const changes = callBatcher<RecommendationChange, number>({
    name: 'recommend',
    queue,
    largest,
    work: some => changeItems(some, { store, catalogue, titles }),
  })
  const stored = (id: string): StoredItem | undefined => {
    const found = store.document(id)
    return found && { id, title: found.title, metadata: found.metadata }
  }
  let closed: Promise<void> | undefined
  const open = () => {
    if (closed !== undefined) throw new ArgumentError('recommend: the service is closed. Open another one.')
  }
  const close = () =>
    (closed ??= (async () => {
      await changes.idle()
      await catalogue.close()
      store.close()
    })())
  return {
    async recommend(request) {
      open()
      return await recommendFrom(request, { store, catalogue, ranked })
    },
    async setItem(item) {
      open()
      const replaced = (await changes.do({ set: checkItem(item) })) > 0
      if (!replaced) size++
      return replaced
    },
    async removeItem(id) {
      open()
      checkName('removeItem', 'id', id)
      const removed = (await changes.do({ remove: id })) > 0
      if (removed) size--
      return removed
    },
    async addEvents(session, events) {
      open()
      return await changes.do({ events: checkEvents(session, events) })
    },
    async item(id) {
      open()
      return stored(id)
    },
    async findItems(query, limit) {
      open()
      return titles.find(query, limit).flatMap(id => stored(id) ?? [])
    },
    get size() {
      return size
    },
    status: () => ({ items: size, ranked, dimensions: catalogue.dimensions, categories }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What is read at once: not all of a large store is in memory twice. */
function* pagesOf<T>(all: Iterable<T>, pageSize = 4096): Generator<T[]> {
  let page: T[] = []
  for (const each of all)
    if (page.push(each) === pageSize) {
      yield page
      page = []
    }
  if (page.length > 0) yield page
}
