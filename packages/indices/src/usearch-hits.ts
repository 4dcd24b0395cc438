import type { Hit } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import { innerProduct } from './inner-product.ts'
import type { RowStore } from './row-store.ts'
import type { RowSearch } from './search-rows.ts'

/**
 * The best of the rows that the graph found, scored by their stored vectors.
 *
 * @param rows Different rows of the store.
 * @returns undefined if the rows that may be found do not fill the limit.
 */
export function usearchHits(
  store: RowStore,
  query: Float32Array,
  rows: Iterable<number>,
  { limit, selection }: RowSearch,
): Hit[] | undefined {
  const best = bestRows(limit, store.order)
  let kept = 0
  for (const row of rows) {
    if (selection?.keeps(row) === false) continue
    kept++
    best.offer(row, innerProduct(query, 0, store.data, row * store.dimensions, store.dimensions))
  }
  return kept < limit ? undefined : best.sorted().map(({ row, score }) => ({ key: store.key(row), score }))
}
