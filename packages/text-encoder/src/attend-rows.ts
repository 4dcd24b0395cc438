import type { Vectors } from '@towerkit/core'
import { meanRows } from './mean-rows.ts'
import { sizesOf, type StaticAttention } from './static-attention.ts'

/** Where the rows are, and how they are weighed. */
export interface AttendRowsOptions {
  /** [rows, dimensions] */
  readonly table: Float32Array
  readonly dimensions: number
  readonly attention: StaticAttention
}

/**
 * What `attendFromMean` gives, for lists of ids, without a runtime. Q·x and K·x of a row are computed when it is first met, and kept: so that a text costs
 * some passes over its rows, and no matrix product. A new one is made after weights have changed.
 *
 * @returns A function from lists of ids to vectors, which scales them to unit length if asked to; zeros for an empty list.
 */
export function attendRows({ table, dimensions, attention }: AttendRowsOptions): (lists: readonly Int32Array[], normalize: boolean) => Vectors {
  const { heads, rank, places } = sizesOf(attention)
  const [query, key, position] = (['query', 'key', 'position'] as const).map(name => attention[`attention.${name}.weight`].data as Float32Array) as [Float32Array, Float32Array, Float32Array]
  const [ofHead, slice] = [rank / heads, dimensions / heads]
  /** Q·x, then K·x. */
  const mapped = new Map<number, Float32Array>()
  const map = (id: number): Float32Array => {
    const found = mapped.get(id)
    if (found) return found
    const made = new Float32Array(2 * rank)
    for (let r = 0; r < rank; r++) {
      let [q, k] = [0, 0]
      for (let d = 0; d < dimensions; d++) {
        const x = table[id * dimensions + d]!
        q += query[r * dimensions + d]! * x
        k += key[r * dimensions + d]! * x
      }
      made[r] = q
      made[rank + r] = k
    }
    mapped.set(id, made)
    return made
  }
  const [asked, sum] = [new Float64Array(rank), new Float64Array(slice)]
  return (lists, normalize) => {
    const { data, count } = meanRows(lists, { table, dimensions, normalize: false })
    for (const [index, ids] of lists.entries()) {
      if (ids.length === 0) continue
      const at = index * dimensions
      let square = 0
      for (let d = 0; d < dimensions; d++) square += data[at + d]! ** 2
      const scale = 1 / (ids.length * Math.max(Math.sqrt(square), 1e-12))
      const rows = Array.from(ids, map)
      asked.fill(0)
      for (const row of rows) for (let r = 0; r < rank; r++) asked[r]! += row[r]! * scale
      for (let head = 0; head < heads; head++) {
        const scores = rows.map((row, t) => {
          let score = position[Math.min(t, places - 1) * heads + head]!
          for (let r = head * ofHead; r < (head + 1) * ofHead; r++) score += asked[r]! * row[rank + r]!
          return score
        })
        const highest = scores.reduce((most, score) => Math.max(most, score))
        let total = 0
        sum.fill(0)
        for (const [t, score] of scores.entries()) {
          const weight = Math.exp(score - highest)
          total += weight
          const from = ids[t]! * dimensions + head * slice
          for (let d = 0; d < slice; d++) sum[d]! += weight * table[from + d]!
        }
        for (let d = 0; d < slice; d++) data[at + head * slice + d] = sum[d]! / total
      }
      if (!normalize) continue
      square = 0
      for (let d = 0; d < dimensions; d++) square += data[at + d]! ** 2
      const unit = 1 / Math.max(Math.sqrt(square), 1e-12)
      for (let d = 0; d < dimensions; d++) data[at + d]! *= unit
    }
    return { data, count, dimensions }
  }
}
