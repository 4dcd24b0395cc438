import type { Vectors } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { eventTensors, historyTensors } from './event-tensors.ts'
import { itemTensors } from './item-tensors.ts'
import { requireDescribed } from './require-described.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { ItemSource } from './sequence.ts'
import { itemModel, rankerModel, userModel } from './serving-models.ts'

/** An item to be described: by its row of the table, its features, or both. */
export interface DescribedItem {
  /** Row of the table; missing for an item that was not trained. */
  readonly row?: number | undefined
  readonly categories?: readonly number[] | undefined
  readonly features?: ArrayLike<number> | undefined
}

/** The events of one user as vectors of their items, in the order of their times. */
export interface VectorHistory {
  readonly items: Vectors
  /** Type of each event, from 0. Default: all 0. */
  readonly types?: ArrayLike<number> | undefined
}

/** What the generator makes of histories. */
export interface UserVectors {
  /** As the ranker reads them. */
  readonly users: Vectors
  /** As they are compared with items. */
  readonly queries: Vectors
}

/** Scores of a ranker for the candidates of one user, and by which weights each read the events. */
export interface Ranking {
  /** [candidates] */
  readonly scores: Float32Array
  /** [candidates, events], row-major. */
  readonly weights: Float32Array
  /** Number of events that were read. */
  readonly events: number
}

/** Candidates of one user. */
export interface RankRequest {
  readonly history: VectorHistory
  readonly user: Float32Array
  readonly items: Vectors
  /** What the first stage said of each. */
  readonly firstScores: Float32Array
}

/** Runs the graphs of a recommender: in a pool each, opened when it is first needed. */
export interface RecommenderServer {
  items(described: readonly DescribedItem[], options?: { readonly signal?: AbortSignal }): Promise<Vectors>
  /** Histories of any length, at least one event each; the latest are read. */
  users(histories: readonly VectorHistory[], options?: { readonly signal?: AbortSignal }): Promise<UserVectors>
  rank(request: RankRequest, options?: { readonly signal?: AbortSignal }): Promise<Ranking>
  /** Drops the graphs after the weights changed. */
  renew(): Promise<void>
  close(): Promise<void>
}

/** Items that are described in one run. */
const itemsAtOnce = 4096

/** @param weights Of `initialWeights`, as they are when a graph is opened. */
export function recommenderServer(
  weights: Readonly<Record<string, Tensor>>,
  config: RecommenderConfig,
  session: SessionPoolOptions = {},
): RecommenderServer {
  const graphs = servedGraphs<SessionPool>(session)
  const models = { item: itemModel, user: userModel, ranker: rankerModel }
  const open = (name: keyof typeof models) =>
    graphs.open(name, budget => createSessionPool(models[name](weights, config), { ...session, budget }))
  const { width } = config

  return {
    async items(described, options = {}) {
      const data = new Float32Array(described.length * width)
      for (let start = 0; start < described.length; start += itemsAtOnce) {
        const some = described.slice(start, start + itemsAtOnce)
        const pool = await open('item')
        const { vectors } = await pool.run(describedTensors(some, config), { ...options, wait: true })
        data.set(vectors!.data as Float32Array, start * width)
      }
      return { data, count: described.length, dimensions: width }
    },
    async users(histories, options = {}) {
      const pool = await open('user')
      const { users, queries } = await pool.run(historyTensors(histories, config), { ...options, wait: true })
      const asVectors = (tensor: Tensor) => ({
        data: tensor.data as Float32Array,
        count: histories.length,
        dimensions: width,
      })
      return { users: asVectors(users!), queries: asVectors(queries!) }
    },
    async rank({ history, user, items, firstScores }, options = {}) {
      const pool = await open('ranker')
      const { events, types, mask } = eventTensors([history], config.longEvents, config)
      const { scores, weights: read } = await pool.run(
        {
          events,
          ...(types && { types }),
          mask,
          items: { dtype: 'float32', shape: [1, items.count, width], data: items.data },
          firstScores: { dtype: 'float32', shape: [1, items.count], data: firstScores },
          users: { dtype: 'float32', shape: [1, width], data: user },
        },
        { ...options, wait: true },
      )
      return { scores: scores!.data as Float32Array, weights: read!.data as Float32Array, events: events.shape[1]! }
    },
    renew: () => graphs.renew(),
    close: () => graphs.close(),
  }
}

function describedTensors(described: readonly DescribedItem[], config: RecommenderConfig): Record<string, Tensor> {
  for (const [i, item] of described.entries()) requireDescribed(item, i, config)
  const source: Pick<ItemSource, 'categoriesOf' | 'featuresOf'> = {
    categoriesOf: item => described[item]!.categories ?? [],
    featuresOf: item => described[item]!.features ?? [],
  }
  const tensors = itemTensors([...described.keys()], source, { config })
  const hasRow = Float32Array.from(described, ({ row }) => Number(row !== undefined))
  return {
    ...tensors,
    rows: { ...tensors['rows']!, data: BigInt64Array.from(described, ({ row = 0 }) => BigInt(row)) },
    hasRow: { ...tensors['hasRow']!, data: hasRow },
  }
}
