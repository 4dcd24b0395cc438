import { row, type Hit, type Vectors } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import type { CodeArena } from './code-arena.ts'
import { innerProduct } from './inner-product.ts'
import type { RowStore } from './row-store.ts'
import { searchListedRows } from './search-listed-rows.ts'
import type { RowSearch } from './search-rows.ts'
import { throwIfAborted, turns } from './turns.ts'

/**
 * The best rows for each query by their codes, scored again by their numbers where the store has them.
 *
 * @param candidates Rows that are scored again; undefined if the store has no numbers.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchEstimates(
  store: RowStore,
  codes: CodeArena,
  queries: Vectors,
  { limit, selection, signal, candidates }: RowSearch & { readonly candidates: number | undefined },
): Promise<Hit[][]> {
  if (selection?.rows !== undefined && candidates !== undefined)
    return searchListedRows(store, queries, { rows: selection.rows, limit, signal })
  const turn = turns()
  const best = Array.from({ length: queries.count }, () =>
    bestRows(Math.min(store.size, candidates ?? limit), store.order),
  )
  for (const block of codes.blocks(store.size)) {
    for (const [q, rows] of best.entries()) {
      if (turn.isOver()) {
        await turn.next()
        throwIfAborted(signal)
      }
      const scores = block.score(row(queries, q))
      let threshold = rows.threshold()
      for (let i = 0; i < scores.length; i++) {
        if (scores[i]! < threshold || selection?.keeps(block.start + i) === false) continue
        rows.offer(block.start + i, scores[i]!)
        threshold = rows.threshold()
      }
    }
  }
  return best.map((rows, q) => {
    const found =
      candidates === undefined
        ? rows.sorted()
        : rescored(store, row(queries, q), { limit, rows: rows.sorted().map(({ row }) => row) })
    return found.map(({ row, score }) => ({ key: store.key(row), score }))
  })
}

function rescored(
  store: RowStore,
  query: Float32Array,
  { limit, rows }: { readonly limit: number; readonly rows: readonly number[] },
) {
  const best = bestRows(limit, store.order)
  for (const row of rows) best.offer(row, innerProduct(query, 0, store.data, row * store.dimensions, store.dimensions))
  return best.sorted()
}
