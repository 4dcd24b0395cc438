import { requireKnownOptions } from '@towerkit/core'
import type { Tower, Tensor } from '@towerkit/graph'
import type { SessionPoolOptions } from '@towerkit/runtime'
import { initialWeights } from './initial-weights.ts'
import { recommenderConfig, type RecommenderConfig } from './recommender-config.ts'
import { recommenderLoss } from './recommender-loss.ts'
import { recommenderServer, type RecommenderServer } from './recommender-server.ts'
import { recommenderTower } from './recommender-tower.ts'
import { requireSource } from './require-source.ts'
import type { ItemSource, Sequence } from './sequence.ts'
import { trainingOptions, type RecommenderTrainingOptions } from './training-options.ts'

/** A generator and a ranker over one table of items: trainable by `train`, and served. */
export interface Recommender extends Pick<RecommenderServer, 'items' | 'users' | 'rank'> {
  readonly config: RecommenderConfig
  /** By parameter name. Training changes the arrays in place. */
  readonly weights: Readonly<Record<string, Tensor>>
  /**
   * What `train` takes to train it on examples { sequence }.
   *
   * @param source What is known of the items with a row.
   * @throws {ArgumentError} if an option is out of its range.
   *
   * @example
   * await train({ ...recommender.training(source), data, optimizer: adamW({ learningRate: 1e-3 }), steps: 2000 })
   */
  training(source: ItemSource, options?: RecommenderTrainingOptions): RecommenderTraining
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The model and the loss of a run. */
export interface RecommenderTraining {
  readonly model: { tower(column: string): Tower | undefined }
  readonly loss: ReturnType<typeof recommenderLoss>
}

/** Where the weights come from, and how they are served. */
export interface RecommenderOptions {
  /** Trained weights. Default: first ones by the seed. */
  readonly weights?: Readonly<Record<string, Tensor>>
  /** Default 0. */
  readonly seed?: number
  readonly session?: SessionPoolOptions
}

/**
 * Makes a recommender.
 *
 * @param config Its sizes; those that are not given have defaults.
 * @throws {ArgumentError} if a size is out of its range.
 *
 * @example
 * const recommender = createRecommender({ rows: films.length, width: 64 })
 *
 * @see GRank, arXiv 2510.15299.
 */
export function createRecommender(
  config: Partial<RecommenderConfig> & Pick<RecommenderConfig, 'rows'>,
  options: RecommenderOptions = {},
): Recommender {
  const {
    weights,
    seed = 0,
    session,
  } = requireKnownOptions('createRecommender', options, { weights: true, seed: true, session: true })
  const sizes = recommenderConfig(config)
  const own = weights ?? initialWeights(sizes, { seed })
  const server = recommenderServer(own, sizes, session)
  return {
    config: sizes,
    weights: own,
    items: server.items,
    users: server.users,
    rank: server.rank,
    training(source, given = {}) {
      const options = trainingOptions(given, sizes)
      const total = requireSource(source, sizes)
      const updated = () => void server.renew()
      const tower: Tower<Sequence> = recommenderTower(own, source, { config: sizes, options, total, updated })
      return {
        model: { tower: column => (column === 'sequence' ? (tower as Tower) : undefined) },
        loss: recommenderLoss(options),
      }
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}
