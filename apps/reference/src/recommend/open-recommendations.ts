import { ArgumentError } from '@towerkit/core'
import { callBatcher } from '@towerkit/retrieval'
import { openedParts } from '../search/opened-parts.ts'
import { openStore } from '../store/open-store.ts'
import type { Workspace } from '../workspace.ts'
import { changeItems, type RecommendationChange } from './change-items.ts'
import { checkEvents } from './check-events.ts'
import { checkItem, checkName } from './check-item.ts'
import { liveCatalogue } from './live-catalogue.ts'
import { liveItems } from './live-items.ts'
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
  await using opening = openedParts()
  const prepared = await readPrepared(workspace)
  const ranked = (await readReport(workspace))?.rank ?? false
  const popular = popularFirst(prepared.histories)
  const store = opening.use(openStore(workspace.path(recommenderFiles.store)))
  const catalogue = await liveCatalogue(workspace, { prepared, popular, rank: ranked })
  opening.defer(() => catalogue.close())
  const items = await liveItems(store, { catalogue, popular })
  const opened = opening.move()
  const categories = namedCategories(prepared.categories)
  const changes = callBatcher<RecommendationChange, number>({
    name: 'recommend',
    queue,
    largest,
    work: some => changeItems(some, { store, items }),
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
      await opened.disposeAsync()
    })())
  return {
    async recommend(request) {
      open()
      await items.followOthers()
      return await recommendFrom(request, { store, catalogue, ranked })
    },
    async setItem(item) {
      open()
      return (await changes.do({ set: checkItem(item) })) > 0
    },
    async removeItem(id) {
      open()
      checkName('removeItem', 'id', id)
      return (await changes.do({ remove: id })) > 0
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
      await items.followOthers()
      return items.find(query, limit).flatMap(id => stored(id) ?? [])
    },
    get size() {
      return items.size
    },
    status: () => ({ items: items.size, ranked, dimensions: catalogue.dimensions, categories }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
