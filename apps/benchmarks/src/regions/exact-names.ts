import { vectors, type Encoder } from '@towerkit/core'

/** Gives each known name an axis of its own: the classes of a detector as they are, without any likeness. */
export function exactNames(names: readonly string[]): Encoder<string> {
  return {
    dimensions: names.length,
    async encode(texts) {
      const rows: Float32Array[] = []
      for await (const text of texts) rows.push(Float32Array.from(names, name => Number(name === text)))
      return vectors(rows, names.length)
    },
    close: async () => {},
  }
}
