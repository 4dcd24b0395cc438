import { whereMatcher, type Metadata, type VectorIndex } from '@towerkit/core'

/** The least index there can be: compares with everything. The real ones are in `@towerkit/indices`. */
export function scanIndex({ dimensions }: { readonly dimensions: number }): VectorIndex {
  const rows = new Map<string, { readonly vector: Float32Array; readonly metadata: Metadata }>()
  return {
    dimensions,
    acceptsFilter: false,
    count: async () => rows.size,
    get: async keys => keys.map(key => (rows.has(key) ? { key, ...rows.get(key)! } : undefined)),
    async add(keys, { data }, { metadata = [] } = {}) {
      keys.forEach((key, i) =>
        rows.set(key, { vector: data.slice(i * dimensions, (i + 1) * dimensions), metadata: metadata[i] ?? {} }),
      )
    },
    remove: async keys => keys.filter(key => rows.delete(key)).length,
    async search({ data }, limit, { where = {}, exclude = [] } = {}) {
      const fits = whereMatcher(where)
      const left = new Set(exclude)
      const hits = [...rows].flatMap(([key, { vector, metadata }]) =>
        fits(metadata) && !left.has(key)
          ? [{ key, metadata, score: vector.reduce((sum, value, d) => sum + value * data[d]!, 0) }]
          : [],
      )
      return [hits.sort((a, b) => b.score - a.score).slice(0, limit)]
    },
    close: async () => rows.clear(),
  }
}
