import type { StateCache } from '@towerkit/lait-encoder'

/** Keeps nothing: every segment of every call is encoded. */
export function noCache(): StateCache {
  const close = async () => {}
  return {
    precision: 'float32',
    get: async keys => keys.map(() => undefined),
    set: async () => {},
    statistics: async () => ({ hits: 0, misses: 0, evictions: 0, damaged: 0, entries: 0, bytes: 0 }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
