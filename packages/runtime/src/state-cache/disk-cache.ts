import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ArgumentError,
  DataError,
  TowerkitError,
  requireKnownOptions,
  type CacheStatistics,
  type StateCache,
  type StateEntry,
  type TokenStates,
  type StatePrecision,
} from '@towerkit/core'
import { requireStates } from './require-states.ts'
import { decodeState, encodeState, recordOverhead, stateLength } from './state-bytes.ts'
import { isDamage, isFull, openStateStore, setAside, type StateStore } from './state-store.ts'

/** Options of `diskCache`. */
export interface DiskCacheOptions {
  /** Most bytes of states; those stored first make room for new ones. Default: as many as the disk holds. */
  readonly maxBytes?: number
  /** Type of the numbers on disk. States that were stored in another one are not found. Default 'float32'. */
  readonly precision?: StatePrecision
}

/**
 * Keeps states of segments in a folder, in one SQLite file (`node:sqlite`) with memory-mapped reads, for any number of
 * processes.
 *
 * A write is there whole or not at all, whenever a process ends. Every state is read with a checksum over its key,
 * shape and numbers; what is not intact counts as a miss and is removed. A file that is damaged beyond that is renamed
 * to `states.damaged`, and a new one is begun.
 *
 * @param folder Made if it is not there. Not on a network file system, where SQLite cannot lock.
 * @throws {ArgumentError} if `maxBytes` is not a number from 0.
 *
 * @example
 * await reranker.precompute(passages, { cache: diskCache('./states', { precision: 'float16' }) })
 *
 * @see https://www.sqlite.org/wal.html, https://www.sqlite.org/mmap.html
 */
export function diskCache(folder: string, options: DiskCacheOptions = {}): StateCache {
  const { maxBytes = Infinity, precision = 'float32' } = requireKnownOptions<DiskCacheOptions>('diskCache', options, {
    maxBytes: true,
    precision: true,
  })
  if (!(maxBytes >= 0))
    throw new ArgumentError(`diskCache: maxBytes is ${maxBytes}. Give a number from 0 up.`, { maxBytes })
  const path = join(folder, 'states.sqlite')
  const counts = { hits: 0, misses: 0, evictions: 0, damaged: 0 }
  let store: StateStore | undefined
  let closed = false

  const open = async () => {
    if (closed) throw new ArgumentError('diskCache: the cache is closed. Make another one.')
    if (store) return store
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw unusable('cannot be made', cause)
    })
    return (store = await openStateStore(path))
  }
  /** Runs work; if the file turns out to be damaged, once more on a new one. */
  const withStore = async <Result>(work: (store: StateStore) => Result): Promise<Result> => {
    try {
      return work(await open())
    } catch (error) {
      if (!isDamage(error)) throw error
      counts.damaged++
      await setAside(path, store)
      store = undefined
      return work(await open())
    }
  }
  const unusable = (what: string, cause: unknown) =>
    new DataError(
      `diskCache: "${folder}" ${what}: ${(cause as Error).message}. ` +
        (isFull(cause)
          ? 'Make room on the disk, or give a smaller maxBytes.'
          : 'Give a folder on a local disk that can be written to.'),
      { folder, cause },
    )

  const read = (opened: StateStore, key: string): TokenStates | undefined => {
    const record = opened.read(key)
    const state = record && decodeState(key, record, precision)
    if (state) counts.hits++
    else counts.misses++
    // A record in another precision is no damage; the next set replaces it.
    if (record && !state && !isOtherPrecision(key, record, precision)) {
      counts.damaged++
      opened.remove([key])
    }
    return state
  }
  const write = (opened: StateStore, records: readonly { readonly key: string; readonly record: Uint8Array }[]) => {
    counts.evictions += opened.write(records, maxBytes, recordOverhead)
  }
  const explained = async <Result>(what: string, work: (opened: StateStore) => Result): Promise<Result> => {
    try {
      return await withStore(work)
    } catch (cause) {
      throw TowerkitError.is(cause) ? cause : unusable(what, cause)
    }
  }
  const close = async () => {
    closed = true
    store?.close()
    store = undefined
  }
  return {
    precision,
    get: async keys =>
      keys.length === 0 ? [] : explained('cannot be read', opened => keys.map(key => read(opened, key))),
    async set(entries: readonly StateEntry[]) {
      requireStates(entries)
      const records = entries
        .filter(({ state }) => stateLength(state, precision) <= maxBytes)
        .map(({ key, state }) => ({ key, record: encodeState(key, state, precision) }))
      if (records.length > 0) await explained('cannot be written to', opened => write(opened, records))
    },
    async statistics(): Promise<CacheStatistics> {
      const { entries, bytes } = await explained('cannot be read', opened => opened.totals())
      return { ...counts, entries, bytes: bytes - entries * recordOverhead }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function isOtherPrecision(key: string, record: Uint8Array, precision: StatePrecision): boolean {
  return (['float32', 'float16', 'int8'] as const).some(other => other !== precision && decodeState(key, record, other))
}
