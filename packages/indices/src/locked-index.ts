import {
  ArgumentError,
  checkMetadata,
  requireInputs,
  requireKnownOptions,
  type AddOptions,
  type Hit,
  type Metadata,
  type QuantizedVectors,
  type SearchOptions,
  type StoredVector,
  type VectorIndex,
  type Vectors,
  parseWhere,
} from '@towerkit/core'
import { checkKeys, checkVectors } from './check-vectors.ts'
import type { Metric } from './metric.ts'
import { plainVectors } from './plain-vectors.ts'
import { readWriteLock } from './read-write-lock.ts'
import { rowSelection } from './row-selection.ts'
import type { RowStore } from './row-store.ts'
import type { RowSearch } from './search-rows.ts'
import { pauses, throwIfAborted } from './turns.ts'
import { unitRows } from './unit-rows.ts'

/**
 * What an index does with batches that have been checked. Searches and saves may overlap; nothing overlaps a change.
 */
export interface IndexEngine {
  /** Refuses vectors that this engine cannot hold. Called before `add`. */
  check?(vectors: Vectors): void
  /** `rows` may be the caller's memory. Nothing is changed if it throws. */
  add(keys: readonly string[], rows: Float32Array, metadata: readonly Metadata[] | undefined): Promise<void>
  remove(keys: readonly string[]): Promise<number>
  search(queries: Vectors, search: RowSearch): Promise<Hit[][]>
  /** The numbers of a row, in memory of their own. Default: those of the store. */
  vector?(row: number): Float32Array
  save(path: string): Promise<void>
  close(): Promise<void>
}

/** An index whose calls may overlap. */
export interface LockedIndex extends VectorIndex, AsyncDisposable {
  readonly metric: Metric
  /** The model that makes the vectors, if it was given. */
  readonly model: string | undefined
  /**
   * As of every index. Quantised vectors, here and in searches, represent numbers: those of `dequantizeVectors`, and
   * signs for 1 and −1.
   */
  add(keys: readonly string[], vectors: Vectors | QuantizedVectors, options?: AddOptions): Promise<void>
  search(queries: Vectors | QuantizedVectors, limit: number, options?: SearchOptions): Promise<Hit[][]>
  /**
   * Writes the index to a file: whole or not at all. Needs Node.
   *
   * @throws {DataError} if the file cannot be written. An older file is then still there.
   */
  save(path: string): Promise<void>
}

const callOptions = { signal: true } as const
const searchOptions = { ...callOptions, where: true, exclude: true, filter: true, metadata: true } as const

/**
 * The checks and the order of calls that every index over a store has: a search sees every change called before it,
 * each whole. Changes that wait for the same searches are made in one round, for which a search waits once.
 */
export function lockedIndex(
  store: RowStore,
  { dimensions, metric, model }: Pick<LockedIndex, 'dimensions' | 'metric' | 'model'>,
  engine: IndexEngine,
): LockedIndex {
  const lock = readWriteLock()
  const prepare = (data: Float32Array) => (metric === 'cosine' ? unitRows(data, dimensions) : data)
  let closed: Promise<void> | undefined
  const requireOpen = (caller: string) => {
    if (closed !== undefined) throw new ArgumentError(`${caller}: the index is closed. Make or load another one.`)
  }
  const withMetadata = (hit: Hit): Hit => ({ ...hit, metadata: store.metadata(store.rowOf(hit.key)!) })
  const stored = (key: string): StoredVector | undefined => {
    const row = store.rowOf(key)
    if (row === undefined) return undefined
    const vector = engine.vector?.(row) ?? store.data.slice(row * dimensions, (row + 1) * dimensions)
    return { key, vector, metadata: store.metadata(row) }
  }
  const close = () =>
    (closed ??= lock.write(async () => {
      store.clear()
      await engine.close()
    }))

  return {
    dimensions,
    metric,
    model,
    acceptsFilter: true,
    async count(options = {}) {
      const { signal } = requireKnownOptions('count', options, callOptions)
      requireOpen('count')
      throwIfAborted(signal, 'count')
      return lock.read(async () => store.size)
    },
    async get(keys, options = {}) {
      const { signal } = requireKnownOptions('get', options, callOptions)
      requireInputs('get', keys, 'keys')
      requireOpen('get')
      throwIfAborted(signal, 'get')
      const asked = [...keys]
      return lock.read(async () => asked.map(stored))
    },
    async add(keys, given, options = {}) {
      const { metadata, signal } = requireKnownOptions('add', options, { ...callOptions, metadata: true })
      requireOpen('add')
      throwIfAborted(signal, 'add')
      await lock.write(async () => {
        throwIfAborted(signal, 'add')
        const vectors = plainVectors('add', given)
        checkVectors('add', vectors, dimensions)
        checkKeys('add', keys, vectors.count)
        if (metadata !== undefined) checkMetadata('add', metadata, keys.length)
        engine.check?.(vectors)
        if (keys.length > 0) await engine.add(keys, prepare(vectors.data), metadata)
      })
    },
    async remove(keys, options = {}) {
      const { signal } = requireKnownOptions('remove', options, callOptions)
      requireInputs('remove', keys, 'keys')
      requireOpen('remove')
      throwIfAborted(signal, 'remove')
      return lock.write(() => {
        throwIfAborted(signal, 'remove')
        return engine.remove(keys)
      })
    },
    async search(given, limit, options = {}) {
      const { where, exclude, filter, signal, metadata } = requireKnownOptions('search', options, searchOptions)
      requireOpen('search')
      const queries = plainVectors('search', given)
      checkVectors('search', queries, dimensions)
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new ArgumentError(`search: limit is ${limit}. Give a whole number of at least 1.`, { limit })
      if (exclude !== undefined) requireInputs('search', exclude, 'excluded keys')
      throwIfAborted(signal)
      if (where !== undefined) parseWhere(where)
      // As they are now: the search may have to wait.
      const kept = {
        ...(where && { where: structuredClone(where) }),
        ...(exclude && { exclude: [...exclude] }),
        ...(filter && { filter }),
      }
      const copied = { ...queries, data: metric === 'cosine' ? prepare(queries.data) : queries.data.slice() }
      return lock.read(async () => {
        if (store.size === 0) return Array.from({ length: queries.count }, () => [])
        const selection = await rowSelection(store, kept, pauses(signal))
        const hits = await engine.search(copied, { limit: Math.min(limit, store.size), selection, signal })
        return metadata ? hits.map(found => found.map(withMetadata)) : hits
      })
    },
    async save(path) {
      requireOpen('save')
      await lock.read(() => engine.save(path))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
