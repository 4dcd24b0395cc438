import { vectors, type Encoder } from '@towerkit/core'

/** Unit vectors of how often each letter occurs: an encoder whose similarities can be worked out by hand. */
export const letterEncoder: Encoder<string> = {
  dimensions: 26,
  async encode(texts) {
    const rows: number[][] = []
    for await (const text of texts) {
      const counts = Array.from({ length: 26 }, (_, letter) => text.split(String.fromCharCode(97 + letter)).length - 1)
      const length = Math.hypot(...counts) || 1
      rows.push(counts.map(count => count / length))
    }
    return vectors(rows, 26)
  },
  async close() {},
}
