import {
  ArgumentError,
  requireKnownOptions,
  type StateCache,
  type TokenStates,
  type StatePrecision,
} from '@towerkit/core'
import { requireStates } from './require-states.ts'
import { decodeState, encodeState, stateLength } from './state-bytes.ts'

/** Options of `memoryCache`. */
export interface MemoryCacheOptions {
  /** Most bytes of states; those used least lately make room for new ones. Default 256 MB. */
  readonly maxBytes?: number
  /** Default 'float32'. */
  readonly precision?: StatePrecision
}

/** A stored state. float32 stays what it is, so that a hit costs nothing. */
interface Kept {
  readonly bytes: number
  readonly state: TokenStates | Uint8Array
}

/**
 * Keeps states of segments in memory, up to a number of bytes.
 *
 * @throws {ArgumentError} if `maxBytes` is not a number from 0.
 *
 * @example
 * const cache = memoryCache({ maxBytes: 64e6, precision: 'float16' })
 */
export function memoryCache(options: MemoryCacheOptions = {}): StateCache {
  const { maxBytes = 256e6, precision = 'float32' } = requireKnownOptions<MemoryCacheOptions>('memoryCache', options, {
    maxBytes: true,
    precision: true,
  })
  if (!(maxBytes >= 0))
    throw new ArgumentError(`memoryCache: maxBytes is ${maxBytes}. Give a number from 0 up.`, { maxBytes })
  // In the order of use, the latest last.
  const kept = new Map<string, Kept>()
  let hits = 0
  let misses = 0
  let evictions = 0
  let bytes = 0

  const remove = (key: string) => {
    bytes -= kept.get(key)?.bytes ?? 0
    return kept.delete(key)
  }
  const get = (key: string): TokenStates | undefined => {
    const found = kept.get(key)
    if (!found) {
      misses++
      return undefined
    }
    hits++
    kept.delete(key)
    kept.set(key, found)
    return found.state instanceof Uint8Array ? decodeState(key, found.state, precision) : found.state
  }
  const set = (key: string, state: TokenStates) => {
    remove(key)
    const size = stateLength(state, precision)
    if (size > maxBytes) return
    bytes += size
    kept.set(key, { bytes: size, state: precision === 'float32' ? state : encodeState(key, state, precision) })
    for (const oldest of kept.keys()) {
      if (bytes <= maxBytes) break
      remove(oldest)
      evictions++
    }
  }
  const close = async () => {
    kept.clear()
    bytes = 0
  }
  return {
    precision,
    get: async keys => keys.map(get),
    async set(entries) {
      requireStates(entries)
      for (const { key, state } of entries) set(key, state)
    },
    statistics: async () => ({ hits, misses, evictions, damaged: 0, entries: kept.size, bytes }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
