import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireKnownOptions } from '@towerkit/core'
import { createProgress, type Progress } from '../progress.ts'
import { openWorkspace } from '../workspace.ts'
import { evaluateRecommender } from './evaluate-recommender.ts'
import { fitRecommender } from './fit-recommender.ts'
import { openRecommendations } from './open-recommendations.ts'
import { prepareRecommender } from './prepare-recommender.ts'
import type { RecommendationService } from './recommendation-service.ts'
import { recommenderSettings, type RecommenderSettings } from './recommender-settings.ts'

/** What a recommender is made of. */
export interface TrainRecommenderOptions extends Partial<RecommenderSettings> {
  /** Table of who had what and when: CSV, TSV, JSON Lines or Parquet. */
  readonly interactions: string
  /** Table of what is known of the items. */
  readonly items?: string
  /** Where it is kept, and goes on if it was stopped. Default: a temporary one, removed by `close`. */
  readonly folder?: string
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/**
 * Prepares, trains, evaluates and opens a recommender.
 *
 * @throws {DataError} if a table can not be read, or no user has three events.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * const recommender = await trainRecommender({ interactions: 'ratings.csv', items: 'movies.csv' })
 * await recommender.setItem({ id: 'new-film', title: 'New', genres: ['Crime'] })
 * const films = await recommender.recommend({ history: ['318', '2571'], limit: 20, where: { genres: 'Crime' } })
 */
export async function trainRecommender(options: TrainRecommenderOptions): Promise<RecommendationService> {
  const {
    interactions,
    items,
    folder,
    progress = createProgress(),
    signal,
    ...given
  } = requireKnownOptions<TrainRecommenderOptions>('trainRecommender', options, {
    interactions: true,
    items: true,
    folder: true,
    progress: true,
    signal: true,
    width: true,
    steps: true,
    batchSize: true,
    learningRate: true,
    seed: true,
  })
  const kept = folder ?? (await mkdtemp(join(tmpdir(), 'towerkit-recommender-')))
  const discard = () => (folder === undefined ? rm(kept, { recursive: true, force: true }) : Promise.resolve())
  try {
    const context = { workspace: await openWorkspace(kept), progress, signal }
    await prepareRecommender({ interactions, items }, context)
    await fitRecommender({ ...recommenderSettings, ...given }, context)
    await evaluateRecommender(context)
    const service = await openRecommendations(context.workspace)
    const closeService = service.close
    const close = async () => {
      await closeService()
      await discard()
    }
    return Object.assign(service, { close, [Symbol.asyncDispose]: close })
  } catch (error) {
    await discard()
    throw error
  }
}
