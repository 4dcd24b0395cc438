import type { Vectors } from '@towerkit/core'

/** The rows' positions, and how their mean is processed. */
export interface MeanRowsOptions {
  /** [rows, dimensions] */
  readonly table: Float32Array
  readonly dimensions: number
  /** Scales means to unit length; zero stays zero. */
  readonly normalize: boolean
}

/** The mean of rows of a table, for each list of ids; zeros for an empty list. */
export function meanRows(ids: readonly Int32Array[], { table, dimensions, normalize }: MeanRowsOptions): Vectors {
  const data = new Float32Array(ids.length * dimensions)
  const sum = new Float64Array(dimensions)
  for (const [index, row] of ids.entries()) {
    if (row.length === 0) continue
    sum.fill(0)
    for (const id of row) {
      const start = id * dimensions
      for (let d = 0; d < dimensions; d++) sum[d]! += table[start + d]!
    }
    let square = 0
    for (let d = 0; d < dimensions; d++) square += sum[d]! * sum[d]!
    // The length of the sum does away with the count.
    const scale = normalize ? 1 / Math.max(Math.sqrt(square), 1e-12 * row.length) : 1 / row.length
    const start = index * dimensions
    for (let d = 0; d < dimensions; d++) data[start + d] = sum[d]! * scale
  }
  return { data, count: ids.length, dimensions }
}
