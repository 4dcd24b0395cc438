import { ShapeError, type Vectors } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { itemTensors } from './item-tensors.ts'
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
  weights: Readonly<Record<string, Weight>>,
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
      const asVectors = (tensor: Weight) => ({
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

function describedTensors(described: readonly DescribedItem[], config: RecommenderConfig): Record<string, Weight> {
  const source: Pick<ItemSource, 'categoriesOf' | 'featuresOf'> = {
    categoriesOf: item => described[item]!.categories ?? [],
    featuresOf: item => described[item]!.features ?? new Float32Array(config.features),
  }
  const tensors = itemTensors([...described.keys()], source, { config })
  const hasRow = Float32Array.from(described, ({ row }) => Number(row !== undefined))
  return {
    ...tensors,
    rows: { ...tensors['rows']!, data: BigInt64Array.from(described, ({ row = 0 }) => BigInt(row)) },
    hasRow: { ...tensors['hasRow']!, data: hasRow },
  }
}

function historyTensors(histories: readonly VectorHistory[], config: RecommenderConfig): Record<string, Weight> {
  const tensors = eventTensors(histories, config.events, config)
  const length = tensors.mask.shape[1]!
  const positions = BigInt64Array.from({ length }, (_, i) => BigInt(config.events - length + i))
  return {
    events: tensors.events,
    ...(tensors.types && { types: tensors.types }),
    mask: tensors.mask,
    positions: { dtype: 'int64', shape: [length], data: positions },
  }
}

/** The latest events, padding in front. */
function eventTensors(
  histories: readonly VectorHistory[],
  most: number,
  { width, types: typeCount }: RecommenderConfig,
): { readonly events: Weight; readonly types?: Weight; readonly mask: Weight } {
  const lengths = histories.map(({ items }) => Math.min(most, items.count))
  const length = Math.max(1, ...lengths)
  const shape = [histories.length, length]
  const events = new Float32Array(histories.length * length * width)
  const types = new BigInt64Array(histories.length * length)
  const mask = new BigInt64Array(histories.length * length)
  histories.forEach(({ items, types: given }, row) => {
    if (items.dimensions !== width)
      throw new ShapeError(
        `recommenderServer: events of ${items.dimensions} dimensions, the model has ${width}. Give its own vectors.`,
        { dimensions: items.dimensions, width },
      )
    const own = lengths[row]!
    const first = items.count - own
    events.set(items.data.subarray(first * width, items.count * width), (row * length + length - own) * width)
    for (let i = 0; i < own; i++) {
      types[row * length + length - own + i] = BigInt(given?.[first + i] ?? 0)
      mask[row * length + length - own + i] = 1n
    }
  })
  return {
    events: { dtype: 'float32', shape: [...shape, width], data: events },
    ...(typeCount > 1 && { types: { dtype: 'int64' as const, shape, data: types } }),
    mask: { dtype: 'int64', shape, data: mask },
  }
}
