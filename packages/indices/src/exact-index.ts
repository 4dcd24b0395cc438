import { ArgumentError, checkMetadata, type VectorIndex } from '@towerkit/core'
import { checkKeys, checkVectors } from './check-vectors.ts'
import { metrics, type Metric } from './metric.ts'
import { plainKernel } from './plain-kernel.ts'
import { readWriteLock } from './read-write-lock.ts'
import { rowFilter } from './row-filter.ts'
import { rowStore, type RowStore } from './row-store.ts'
import type { ScoreKernel } from './score-kernel.ts'
import { searchRows, throwIfAborted } from './search-rows.ts'
import { unitRows } from './unit-rows.ts'

/** How `exactIndex` works. */
export interface ExactIndexOptions {
  /** Length of each vector, at least 1. */
  readonly dimensions: number
  /** Default 'inner-product'. 'cosine' keeps vectors at length 1; a vector of zeros scores 0. */
  readonly metric?: Metric
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
  /** Computes the scores. Made on the first search and closed with the index. Default: `plainKernel`; in Node `runtimeKernel` is faster. */
  readonly kernel?: () => ScoreKernel | Promise<ScoreKernel>
}

/** An index that compares a query with every vector: exact for any vectors, of any length and with any filter. */
export interface ExactIndex extends VectorIndex, AsyncDisposable {
  readonly metric: Metric
  /** The model that makes the vectors, if it was given. */
  readonly model: string | undefined
  /**
   * Writes the index to a file that `loadExactIndex` reads: whole or not at all. Needs Node.
   *
   * @throws {DataError} if the file cannot be written. An older file is then still there.
   */
  save(path: string): Promise<void>
}

/**
 * Makes an empty index for exact search for the highest inner products (or cosines).
 *
 * All calls may overlap: a search sees the index as it was when it was called, and waits for the changes called before.
 *
 * @returns the index. `search` gives equal scores in the order in which their keys were first added.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const index = exactIndex({ dimensions: 2 })
 * await index.add(['a', 'b'], vectors([[1, 0], [0.6, 0.8]]))
 * await index.search(vectors([[0, 1]]), 1) // [[{ key: 'b', score: 0.8 }]]
 */
export function exactIndex(options: ExactIndexOptions): ExactIndex {
  const { dimensions, metric = 'inner-product' } = options
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new ArgumentError(`exactIndex: dimensions is ${dimensions}. Give the length of the vectors, a whole number of at least 1.`, { dimensions })
  }
  if (!metrics.includes(metric)) throw new ArgumentError(`exactIndex: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  return exactIndexOver(rowStore(dimensions), options)
}

/** An index over rows that are already there, of length 1 if the metric is the cosine. */
export function exactIndexOver(store: RowStore, options: ExactIndexOptions): ExactIndex {
  const { dimensions, metric = 'inner-product', model, kernel = plainKernel } = options
  const lock = readWriteLock()
  const prepare = (data: Float32Array) => (metric === 'cosine' ? unitRows(data, dimensions) : data)
  let madeKernel: Promise<ScoreKernel> | undefined
  let closed: Promise<void> | undefined
  const requireOpen = (caller: string) => {
    if (closed !== undefined) throw new ArgumentError(`${caller}: the index is closed. Make or load another one.`)
  }
  // A kernel that could not be made is tried again by the next search.
  const kernelOnce = () => madeKernel ??= Promise.resolve().then(kernel).catch((error: unknown) => { madeKernel = undefined; throw error })
  const close = () => closed ??= lock.write(async () => {
    store.clear()
    await madeKernel?.then(made => made.close?.())
  })

  return {
    dimensions,
    metric,
    model,
    get size() { return store.size },
    async add(keys, vectors, { metadata } = {}) {
      requireOpen('add')
      await lock.write(async () => {
        checkVectors('add', vectors, dimensions)
        checkKeys('add', keys, vectors.count)
        if (metadata !== undefined) checkMetadata('add', metadata, keys.length)
        store.set(keys, prepare(vectors.data), metadata)
      })
    },
    async remove(keys) {
      requireOpen('remove')
      return lock.write(async () => store.remove(keys))
    },
    async search(queries, limit, options = {}) {
      requireOpen('search')
      checkVectors('search', queries, dimensions)
      if (!Number.isSafeInteger(limit) || limit < 1) throw new ArgumentError(`search: limit is ${limit}. Give a whole number of at least 1.`, { limit })
      throwIfAborted(options.signal)
      const filter = rowFilter(store, options)
      const copied = { ...queries, data: metric === 'cosine' ? prepare(queries.data) : queries.data.slice() }
      return lock.read(async () => searchRows(store, copied, limit, { filter, signal: options.signal, kernel: await kernelOnce() }))
    },
    async save(path) {
      requireOpen('save')
      await lock.read(async () => {
        const { writeIndexFile } = await import('./index-file.ts')
        await writeIndexFile(path, { store, metric, model })
      })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
