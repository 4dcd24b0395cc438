import { row, type Hit, type VectorIndex, type Vectors } from '@towerkit/core'

/** The simplest index: scores every vector by inner product. */
export function plainIndex(dimensions: number): VectorIndex {
  const stored = new Map<string, Float32Array>()
  return {
    dimensions,
    acceptsFilter: false,
    count: async () => stored.size,
    async get(keys) {
      return keys.map(key => {
        const vector = stored.get(key)
        return vector && { key, vector: vector.slice(), metadata: {} }
      })
    },
    async add(keys: readonly string[], vectors: Vectors) {
      keys.forEach((key, i) => stored.set(key, row(vectors, i).slice()))
    },
    async remove(keys) {
      return keys.filter(key => stored.delete(key)).length
    },
    async search(queries, limit) {
      return Array.from({ length: queries.count }, (_, i): Hit[] =>
        [...stored]
          .map(([key, vector]) => ({
            key,
            score: row(queries, i).reduce((sum, value, at) => sum + value * vector[at]!, 0),
          }))
          .sort((a, b) => b.score - a.score)
          .slice(0, limit),
      )
    },
    async close() {},
  }
}
