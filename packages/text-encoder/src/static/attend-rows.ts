import type { Vectors } from '@towerkit/core'
import { meanRows } from './mean-rows.ts'
import { sizesOf, type StaticAttention } from './static-attention.ts'

/** The rows' positions and weights. */
export interface AttendRowsOptions {
  /** [rows, dimensions] */
  readonly table: Float32Array
  readonly dimensions: number
  readonly attention: StaticAttention
}

/**
 * What `attendFromMean` gives, for lists of ids, without a runtime. Q·x and K·x of a row are computed when it is first
 * met, and kept: so that a text costs some passes over its rows, and no matrix product; a row that was met takes 8
 * bytes for each number of a key. A new one is made after weights have changed.
 *
 * @returns A function from lists of ids to vectors, optionally scaled to unit length; zeros for an empty list.
 */
export function attendRows({
  table,
  dimensions,
  attention,
}: AttendRowsOptions): (lists: readonly Int32Array[], normalize: boolean) => Vectors {
  const { rank, places } = sizesOf(attention)
  const [query, key, position] = [
    attention['attention.query.weight'],
    attention['attention.key.weight'],
    attention['attention.position'],
  ].map(({ data }) => data as Float32Array) as [Float32Array, Float32Array, Float32Array]
  /** Q·x, then K·x, of rows that were met. */
  const mapped = new Map<number, Float32Array>()
  const map = (id: number): Float32Array => {
    const found = mapped.get(id)
    if (found) return found
    const x = table.subarray(id * dimensions, (id + 1) * dimensions)
    const made = new Float32Array(2 * rank)
    for (let r = 0; r < rank; r++) {
      made[r] = dot(query.subarray(r * dimensions, (r + 1) * dimensions), x)
      made[rank + r] = dot(key.subarray(r * dimensions, (r + 1) * dimensions), x)
    }
    mapped.set(id, made)
    return made
  }
  return (lists, normalize) => {
    const { data, count } = meanRows(lists, { table, dimensions, normalize: false })
    for (const [index, ids] of lists.entries()) {
      if (ids.length === 0) continue
      const result = data.subarray(index * dimensions, (index + 1) * dimensions)
      const rows = Array.from(ids, map)
      const scale = 1 / (ids.length * Math.max(Math.sqrt(dot(result, result)), 1e-12))
      const asked = new Float64Array(rank)
      for (const row of rows) for (let r = 0; r < rank; r++) asked[r]! += row[r]! * scale
      const scores = rows.map((row, t) => {
        let score = position[Math.min(t, places - 1)]!
        for (let r = 0; r < rank; r++) score += asked[r]! * row[rank + r]!
        return score
      })
      const highest = scores.reduce((most, score) => Math.max(most, score))
      const sum = new Float64Array(dimensions)
      let total = 0
      for (const [t, score] of scores.entries()) {
        const weight = Math.exp(score - highest)
        const start = ids[t]! * dimensions
        for (let d = 0; d < dimensions; d++) sum[d]! += weight * table[start + d]!
        total += weight
      }
      // The length of the sum does away with the weights' total.
      const divisor = normalize ? Math.max(Math.sqrt(dot(sum, sum)), 1e-12 * total) : total
      for (let d = 0; d < dimensions; d++) result[d] = sum[d]! / divisor
    }
    return { data, count, dimensions }
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
