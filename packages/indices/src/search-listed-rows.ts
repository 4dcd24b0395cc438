import { row, type Hit, type Vectors } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import { innerProduct } from './inner-product.ts'
import type { RowStore } from './row-store.ts'
import { pauses } from './turns.ts'

/** Rows between two pauses. */
const rowsPerPause = 2 ** 8

/**
 * The best of some rows for each query, by their inner products in double precision.
 *
 * @param store Not empty.
 * @param queries Of the store's dimensions.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchListedRows(
  store: RowStore,
  queries: Vectors,
  {
    rows,
    limit,
    signal,
  }: { readonly rows: Uint32Array; readonly limit: number; readonly signal: AbortSignal | undefined },
): Promise<Hit[][]> {
  const { dimensions, data } = store
  const pause = pauses(signal)
  const results: Hit[][] = []
  for (let q = 0; q < queries.count; q++) {
    const best = bestRows(Math.min(limit, rows.length), store.order)
    const query = row(queries, q)
    for (const [i, each] of rows.entries()) {
      if (i % rowsPerPause === 0) await pause()
      best.offer(each, innerProduct(query, 0, data, each * dimensions, dimensions))
    }
    results.push(best.sorted().map(({ row, score }) => ({ key: store.key(row), score })))
  }
  return results
}
