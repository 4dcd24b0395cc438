import { seededRandom, type VectorIndex } from '@towerkit/core'

/** Items that are added in one call. */
const itemsAtOnce = 50_000

/** Vectors of items as they lie in a trained catalogue: around centres, their lengths log-normal. */
export interface GeneratedCatalogue {
  /** The vector of an item: the same for the same item. */
  vectorsOf(first: number, count: number): Float32Array
  /** Adds all items to an index. */
  fill(index: VectorIndex, onProgress: (added: number) => void): Promise<void>
}

/**
 * Generates a catalogue block by block, so that nothing but the index holds it.
 *
 * @param options.deviation Of the logarithm of the lengths.
 */
export function generatedCatalogue(
  size: number,
  { dimensions, centres = 500, deviation = 0.4 }: { dimensions: number; centres?: number; deviation?: number },
): GeneratedCatalogue {
  const random = seededRandom(1)
  const normal = (draw: () => number) => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const table = Float32Array.from({ length: 2 ** 20 }, () => normal(random))
  const place = (draw: () => number) => Math.floor(draw() * (table.length - dimensions))
  const centrePlaces = Array.from({ length: centres }, () => place(random))
  const vectorsOf = (first: number, count: number) => {
    const data = new Float32Array(count * dimensions)
    for (let i = 0; i < count; i++) {
      const own = seededRandom(first + i + 1)
      const centre = centrePlaces[Math.floor(own() * centres)]!
      const noise = place(own)
      const row = data.subarray(i * dimensions, (i + 1) * dimensions)
      for (let d = 0; d < dimensions; d++) row[d] = table[centre + d]! + 0.7 * table[noise + d]!
      const scale = Math.exp(deviation * normal(own)) / Math.hypot(...row)
      for (let d = 0; d < dimensions; d++) row[d] = row[d]! * scale
    }
    return data
  }
  return {
    vectorsOf,
    async fill(index, onProgress) {
      for (let start = 0; start < size; start += itemsAtOnce) {
        const count = Math.min(itemsAtOnce, size - start)
        const keys = Array.from({ length: count }, (_, i) => String(start + i))
        await index.add(keys, { data: vectorsOf(start, count), count, dimensions })
        onProgress(start + count)
      }
    },
  }
}
