import { setImmediate } from 'node:timers/promises'
import { AbortedError, DataError } from '@towerkit/core'
import {
  bootstrapOverSeeds,
  itemNeighbours,
  itemPopularity,
  targetMeasures,
  type SeedEstimate,
  type TargetPlace,
} from '@towerkit/evaluation'
import { writeFileAtomically } from '@towerkit/runtime'
import { openStore } from '../store/open-store.ts'
import type { TrainingContext } from '../training-context.ts'
import { liveCatalogue } from './live-catalogue.ts'
import { readPrepared } from './read-prepared.ts'
import { listedPlace } from './listed-place.ts'
import { scoredPlace } from './scored-place.ts'
import { recommenderFiles } from './recommender-files.ts'
import type { UserHistory } from './user-history.ts'

/** What is compared. */
export const recommenderSystems = ['first stage', 'with ranker', 'popularity', 'item neighbours'] as const
export type RecommenderSystem = (typeof recommenderSystems)[number]

/** Means over the users. */
export interface RecommenderMeans {
  readonly 'HR@10': number
  readonly 'nDCG@10': number
  readonly 'HR@50': number
  readonly 'HR@200': number
}

/** What the evaluation found. */
export interface RecommenderReport {
  /** Whether the ranker orders answers: its nDCG@10 was higher on the events before the last ones. */
  readonly rank: boolean
  /** nDCG@10 on those events, by which that was chosen. */
  readonly validation: { readonly 'first stage': number; readonly 'with ranker': number }
  readonly users: number
  readonly items: number
  readonly systems: Readonly<Record<RecommenderSystem, RecommenderMeans>>
  /** nDCG@10 of what answers less that of each, with a 95 % interval over users. */
  readonly differences: Readonly<Record<'popularity' | 'item neighbours' | 'other order', SeedEstimate>>
}

type Places = Readonly<Record<RecommenderSystem, TargetPlace[]>>

/** Items that the first stage hands to the ranker; a target behind them counts as not found. */
const candidates = 200

/**
 * Ranks the whole catalogue of the interactions for every user whose last events are held out, less what the user had
 * before: as it is served, and by popularity and item neighbours. Never a sample of it; equal scores count half.
 *
 * @throws {DataError} if nothing was trained, or a file is damaged.
 * @throws {AbortedError} at the signal.
 */
export async function evaluateRecommender({
  workspace,
  progress,
  signal,
}: TrainingContext): Promise<RecommenderReport> {
  progress.stage('evaluate')
  const prepared = await readPrepared(workspace)
  const { histories } = prepared
  const users = histories.filter(({ test }) => test.length > 0)
  const catalogue = await liveCatalogue(workspace, { prepared, rank: true })
  try {
    const items = [...new Set(histories.flatMap(({ train, validation, test }) => [...train, ...validation, ...test]))]
    using store = openStore(workspace.path(recommenderFiles.store))
    await catalogue.setItems(items.map(id => ({ id, metadata: store.document(id)?.metadata ?? {} })))
    const training = histories.map(({ train }) => train)
    const popularity = itemPopularity(training)
    const neighboursOf = itemNeighbours(training)
    const placesOf = async (part: 'validation' | 'test') => {
      const places: Places = { 'first stage': [], 'with ranker': [], popularity: [], 'item neighbours': [] }
      for (const [i, user] of users.entries()) {
        if (signal?.aborted) throw new AbortedError('evaluateRecommender: stopped.', { cause: signal.reason })
        await setImmediate()
        progress.update((i / users.length + Number(part === 'test')) / 2, `${part}, user ${i + 1} of ${users.length}`)
        const { history, target } = heldOut(user, part)
        const asked = { history: history.map(item => ({ item })), limit: candidates, candidates, explain: false }
        const answer = await catalogue.recommend({ ...asked, ...(signal && { signal }) })
        places['first stage'].push(listedPlace(answer.items, { target, scoreOf: item => item.firstScore }))
        places['with ranker'].push(listedPlace(answer.items, { target, scoreOf: item => item.score }))
        if (part === 'validation') continue
        const scored = { target, items, seen: new Set(history) }
        places.popularity.push(scoredPlace(popularity, scored))
        places['item neighbours'].push(scoredPlace(neighboursOf(history), scored))
      }
      return places
    }
    const chosenBy = await placesOf('validation')
    const validation = {
      'first stage': mean(gains(chosenBy['first stage'])),
      'with ranker': mean(gains(chosenBy['with ranker'])),
    }
    const rank = validation['with ranker'] > validation['first stage']
    const places = await placesOf('test')
    const served = gains(places[rank ? 'with ranker' : 'first stage'])
    const against = (system: RecommenderSystem) => bootstrapOverSeeds([served], { against: [gains(places[system])] })
    const report: RecommenderReport = {
      rank,
      validation,
      users: users.length,
      items: items.length,
      systems: {
        'first stage': means(places['first stage']),
        'with ranker': means(places['with ranker']),
        popularity: means(places.popularity),
        'item neighbours': means(places['item neighbours']),
      },
      differences: {
        popularity: against('popularity'),
        'item neighbours': against('item neighbours'),
        'other order': against(rank ? 'first stage' : 'with ranker'),
      },
    }
    await writeFileAtomically(workspace.path(recommenderFiles.report), [Buffer.from(`${JSON.stringify(report)}\n`)])
    progress.done(`${users.length} users, ${items.length} items`)
    return report
  } finally {
    await catalogue.close()
  }
}

function heldOut({ user, train, validation, test }: UserHistory, part: 'validation' | 'test') {
  const target = { validation, test }[part][0]
  if (target === undefined)
    throw new DataError(`evaluateRecommender: the user "${user}" has no event to hold out. Prepare again.`, { user })
  return { target, history: part === 'test' ? [...train, ...validation] : train }
}

function gains(places: readonly TargetPlace[]): number[] {
  return places.map(place => targetMeasures(place, 10).nDCG)
}

function means(places: readonly TargetPlace[]): RecommenderMeans {
  const hits = (cutoff: number) => mean(places.map(place => targetMeasures(place, cutoff).hitRate))
  return { 'HR@10': hits(10), 'nDCG@10': mean(gains(places)), 'HR@50': hits(50), 'HR@200': hits(200) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
