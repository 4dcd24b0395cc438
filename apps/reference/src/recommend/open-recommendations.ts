import { ArgumentError } from '@towerkit/core'
import { openStore } from '../store/open-store.ts'
import type { Workspace } from '../workspace.ts'
import { liveCatalogue } from './live-catalogue.ts'
import { popularFirst } from './popular-first.ts'
import { readPrepared } from './read-prepared.ts'
import { readReport } from './read-report.ts'
import type { RecommendationService } from './recommendation-service.ts'
import { recommenderFiles } from './recommender-files.ts'

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
  const { histories } = await readPrepared(workspace)
  const ranked = (await readReport(workspace))?.rank ?? false
  const popular = popularFirst(histories).map(([item]) => item)
  const catalogue = await liveCatalogue(workspace, { popular, rank: ranked })
  const store = openStore(workspace.path(recommenderFiles.store))
  const items = [...store.documents()]
  await catalogue.setItems(items)
  let size = items.length
  // Changes of one item must reach the catalogue in the order in which they are stored.
  let changes: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = changes.then(work)
    changes = done.catch(() => undefined)
    return done
  }
  const close = async () => {
    await changes
    await catalogue.close()
    store.close()
  }
  return {
    async recommend({ history, ...request }) {
      if (!Array.isArray(history) || !history.every(item => typeof item === 'string'))
        throw new ArgumentError("recommend: the history is no list of items. Give their ids, such as ['318', '2571'].")
      const answer = await catalogue.recommend({ ...request, history: history.map(item => ({ item })) })
      const titled = answer.items.map(found => ({ ...found, title: store.document(found.item)?.title ?? '' }))
      return { ...answer, items: titled, ranked: ranked && !answer.isPopular }
    },
    setItem: ({ id, title = '', ...metadata }) =>
      inTurn(async () => {
        if (typeof id !== 'string' || id === '')
          throw new ArgumentError(`setItem: the id is ${JSON.stringify(id)}. Give a text.`, { id })
        const [numbers] = store.change([{ put: [{ document: { id, title, text: '', metadata }, passages: [] }] }])
        await catalogue.setItems([{ id, metadata }])
        if (numbers![0]!.replaced === undefined) size++
      }),
    removeItem: id =>
      inTurn(async () => {
        const removed = store.change([{ remove: [id] }])[0]!.length > 0
        await catalogue.removeItems([id])
        if (removed) size--
        return removed
      }),
    get size() {
      return size
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
