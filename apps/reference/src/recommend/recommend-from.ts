import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { Store } from '../store/store.ts'
import { checkName } from './check-item.ts'
import type { LiveCatalogue } from './live-catalogue.ts'
import type { RecommendationAnswer, RecommendationRequest } from './recommendation-service.ts'

const mostItems = 1000

/** Answers a request. @throws {ArgumentError} naming what is wrong with it. */
export async function recommendFrom(
  request: RecommendationRequest,
  { store, catalogue, ranked }: { readonly store: Store; readonly catalogue: LiveCatalogue; readonly ranked: boolean },
): Promise<RecommendationAnswer> {
  const started = performance.now()
  const {
    history: given,
    session,
    explain = false,
    limit = 20,
    ...others
  } = requireKnownOptions<RecommendationRequest>('recommend', request, {
    history: true,
    session: true,
    limit: true,
    where: true,
    exclude: true,
    includeSeen: true,
    explain: true,
    signal: true,
  })
  if (given !== undefined && session !== undefined)
    throw new ArgumentError('recommend: there is a history and a session. Give one of them.', { session })
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostItems)
    throw new ArgumentError(`recommend: limit is ${limit}. Give a whole number from 1 to ${mostItems}.`, { limit })
  if (session !== undefined) checkName('recommend', 'session', session)
  const history = session === undefined ? (given ?? []) : store.sessionItems(session)
  if (!Array.isArray(history) || !history.every(item => typeof item === 'string'))
    throw new ArgumentError("recommend: the history is no list of items. Give their ids, such as ['318', '2571'].")
  const answer = await catalogue.recommend({ ...others, limit, explain, history: history.map(item => ({ item })) })
  const titleOf = (item: string) => store.document(item)?.title ?? ''
  return {
    ...answer,
    items: answer.items.map(({ because, metadata: { title, ...metadata }, ...found }) => ({
      ...found,
      title: String(title),
      metadata,
      ...(explain && { because: because.map(each => ({ ...each, title: titleOf(each.item) })) }),
    })),
    ranked: ranked && !answer.isPopular,
    milliseconds: { ...answer.milliseconds, total: performance.now() - started },
  }
}
