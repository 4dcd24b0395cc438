import type { RowStore } from './row-store.ts'

/** Some rows of a store, side by side in memory. */
export interface RowBlock {
  readonly data: Float32Array
  readonly count: number
  /** The row of the store at position `i`. */
  row(i: number): number
}

/**
 * Rows of a store in blocks of up to `count`: all of them, or those that are listed. These are copied together, so that
 * a kernel computes nothing in vain; a block is then good until the next one.
 */
export function* rowBlocks(store: RowStore, count: number, listed: Uint32Array | undefined): Generator<RowBlock> {
  const { dimensions, size, data } = store
  if (listed === undefined) {
    for (let start = 0; start < size; start += count) {
      const end = Math.min(size, start + count)
      yield { data: data.subarray(start * dimensions, end * dimensions), count: end - start, row: i => start + i }
    }
    return
  }
  const gathered = new Float32Array(Math.min(count, listed.length) * dimensions)
  for (let start = 0; start < listed.length; start += count) {
    const rows = listed.subarray(start, start + count)
    for (const [i, row] of rows.entries())
      gathered.set(data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
    yield { data: gathered.subarray(0, rows.length * dimensions), count: rows.length, row: i => rows[i]! }
  }
}
