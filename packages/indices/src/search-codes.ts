import { row, type Hit, type Vectors } from '@towerkit/core'
import type { CodeArena } from './code-arena.ts'
import { querySearch } from './query-search.ts'
import type { RowStore } from './row-store.ts'
import { codeErrors } from './score-errors.ts'
import { searchListedRows } from './search-listed-rows.ts'
import type { RowSearch } from './search-rows.ts'
import { pauses } from './turns.ts'

/** Scores that are looked at before others may get their turn. */
const rowsPerLook = 2 ** 13

/**
 * The best rows for each query, by the inner products of 8-bit codes, a quarter of the memory to read, and of the few
 * rows that are so close to the best that codes cannot tell, in double precision: the same hits as by computing every
 * inner product.
 *
 * @param store Not empty.
 * @param queries Of the store's dimensions.
 * @param codes Those of the store's rows, of int8.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchCodes(
  store: RowStore,
  codes: CodeArena,
  queries: Vectors,
  { limit, selection, signal }: RowSearch,
): Promise<Hit[][]> {
  if (selection?.rows !== undefined) return searchListedRows(store, queries, { rows: selection.rows, limit, signal })
  const pause = pauses(signal)
  const searches = Array.from({ length: queries.count }, (_, i) => {
    const errors = codeErrors(store, codes, row(queries, i))
    return { errors, ...querySearch(store, row(queries, i), { limit, errors }) }
  })
  let copy = new Float32Array()
  for (const block of codes.blocks(store.size)) {
    // Searches may overlap, and scores are only good until the next call.
    if (copy.length < block.count) copy = new Float32Array(block.count)
    const scores = copy.subarray(0, block.count)
    for (const [q, search] of searches.entries()) {
      scores.set(block.score(row(queries, q)))
      for (let start = 0; start < block.count; start += rowsPerLook) {
        await pause()
        const end = Math.min(block.count, start + rowsPerLook)
        const { scales } = block
        const { ofScale, least } = search.errors
        let floor = search.floor()
        let highest = search.highestFloor() - least
        for (let i = start; i < end; i++) {
          // The first comparison is enough for almost all rows; the second knows the row's own error.
          if (scores[i]! < floor || scores[i]! + ofScale * scales[i]! < highest) continue
          if (selection?.keeps(block.start + i) === false) continue
          search.offer(block.start + i, scores[i]!)
          floor = search.floor()
          highest = search.highestFloor() - least
        }
      }
    }
  }
  const results: Hit[][] = []
  for (const search of searches) results.push(await search.hits(pause))
  return results
}
