import type { RowStore } from './row-store.ts'

/** Some rows of a store, side by side in memory. */
export interface RowBlock {
  readonly data: Float32Array
  readonly count: number
  /** The row of the store that stands at place `i`. */
  row(i: number): number
}

/** Most rows that the filter looks at before others get their turn. */
const rowsPerTurn = 2 ** 13

/**
 * The rows of a store in blocks of up to `count`. With a filter its rows are copied together, so that a kernel computes
 * nothing in vain; a block is then good until the next one. Gives undefined where others should get their turn.
 */
export function* rowBlocks(
  store: RowStore,
  count: number,
  filter: ((row: number) => boolean) | undefined,
): Generator<RowBlock | undefined> {
  const { dimensions, size, data } = store
  if (filter === undefined) {
    for (let start = 0; start < size; start += count) {
      const end = Math.min(size, start + count)
      yield { data: data.subarray(start * dimensions, end * dimensions), count: end - start, row: i => start + i }
    }
    return
  }
  const gathered = new Float32Array(Math.min(count, size) * dimensions)
  const rows: number[] = []
  const block = () => ({
    data: gathered.subarray(0, rows.length * dimensions),
    count: rows.length,
    row: (i: number) => rows[i]!,
  })
  for (let row = 0; row < size; row++) {
    if ((row + 1) % rowsPerTurn === 0) yield undefined
    if (!filter(row)) continue
    gathered.set(data.subarray(row * dimensions, (row + 1) * dimensions), rows.length * dimensions)
    if (rows.push(row) < count) continue
    yield block()
    rows.length = 0
  }
  if (rows.length > 0) yield block()
}
