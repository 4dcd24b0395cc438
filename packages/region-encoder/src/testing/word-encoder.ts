import { seededRandom, vectors, type Encoder } from '@towerkit/core'

/** Encodes a text as the mean of one random vector for each of its words, and counts the texts. */
export function wordEncoder(dimensions = 32): Encoder<string> & { readonly encoded: string[] } {
  const encoded: string[] = []
  return {
    dimensions,
    encoded,
    async encode(texts) {
      const rows: Float32Array[] = []
      for await (const text of texts) {
        encoded.push(text)
        const row = new Float32Array(dimensions)
        for (const word of text.split(' ')) {
          const random = seededRandom([...word].reduce((sum, letter) => sum * 31 + letter.codePointAt(0)!, 7) % 1e9)
          row.forEach((value, d) => (row[d] = value + random() - 0.5))
        }
        rows.push(row)
      }
      return vectors(rows, dimensions)
    },
    close: async () => {},
  }
}
