import { row, vectors, type Hit, type Vectors } from '@towerkit/core'
import { querySearch, type QuerySearch } from './query-search.ts'
import { rowBlocks, type RowBlock } from './row-blocks.ts'
import type { RowSelection } from './row-selection.ts'
import type { RowStore } from './row-store.ts'
import { sumErrors } from './score-errors.ts'
import { rowsPerGroup, type ScoreBlock, type ScoreKernel } from './score-kernel.ts'
import { pauses } from './turns.ts'

/** What of a store a search may find, and when it must stop. */
export interface RowSearch {
  /** Hits a query, at most the rows of the store. */
  readonly limit: number
  readonly signal: AbortSignal | undefined
  /** The rows that may be found. Undefined: all. */
  readonly selection: RowSelection | undefined
}

/** How `searchRows` works. */
export interface SearchRowsOptions extends RowSearch {
  readonly kernel: ScoreKernel
}

/** Most scores of a call: they stay in the processor's cache until they have been looked at. */
const scoresPerCall = 2 ** 19
/** Most numbers of rows of a call. More than the caches hold, so that the memory sets the pace. */
const numbersPerCall = 2 ** 25

/**
 * The best rows for each query, by computing every inner product, block by block. Neither scores nor order depend on
 * the kernel, the other queries or the position of a row.
 *
 * @param store Not empty.
 * @param queries Of the store's dimensions.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchRows(
  store: RowStore,
  queries: Vectors,
  { limit, selection, signal, kernel }: SearchRowsOptions,
): Promise<Hit[][]> {
  const { dimensions, size } = store
  const pause = pauses(signal)
  const results: Hit[][] = []
  for (let start = 0; start < queries.count; start += kernel.queriesPerCall) {
    const count = Math.min(kernel.queriesPerCall, queries.count - start)
    const part = vectors(queries.data.slice(start * dimensions, (start + count) * dimensions), dimensions)
    const searches = Array.from({ length: count }, (_, i) =>
      querySearch(store, row(part, i), { limit, errors: sumErrors(store, row(part, i)) }),
    )
    const score = kernel.scorer(part)
    const rowCount = rowsPerCall(kernel, part)
    const scores = new Float32Array(count * Math.min(rowCount, size))
    const tops = new Float32Array(count * Math.ceil(Math.min(rowCount, size) / rowsPerGroup))
    for (const block of rowBlocks(store, rowCount, selection?.rows)) {
      await pause()
      const scored = {
        queryCount: count,
        scores: scores.subarray(0, count * block.count),
        tops: tops.subarray(0, count * Math.ceil(block.count / rowsPerGroup)),
      }
      await score({ rows: block.data, rowCount: block.count, ...scored })
      for (const [query, search] of searches.entries()) {
        await pause()
        offerBlock(search, block, { ...scored, query, selection })
      }
    }
    for (const search of searches) results.push(await search.hits(pause))
  }
  return results
}

/** Whole groups, at least one. */
function rowsPerCall({ multiplicationsPerCall }: ScoreKernel, { count, dimensions }: Vectors): number {
  const most = Math.min(
    multiplicationsPerCall / (count * dimensions),
    scoresPerCall / count,
    numbersPerCall / dimensions,
  )
  return Math.max(1, Math.floor(most / rowsPerGroup)) * rowsPerGroup
}

/** What a kernel gave for the rows of a block, and the query that is looked at. */
interface BlockScores extends Pick<ScoreBlock, 'scores' | 'tops'>, Pick<RowSearch, 'selection'> {
  readonly queryCount: number
  readonly query: number
}

function offerBlock(
  search: QuerySearch,
  block: RowBlock,
  { scores, tops, queryCount, query, selection }: BlockScores,
): void {
  let floor = search.floor()
  for (let start = 0, top = query; start < block.count; start += rowsPerGroup, top += queryCount) {
    if (tops[top]! < floor) continue
    const end = Math.min(block.count, start + rowsPerGroup)
    for (let i = start; i < end; i++) {
      const score = scores[i * queryCount + query]!
      if (score < floor || selection?.keeps(block.row(i)) === false) continue
      search.offer(block.row(i), score)
      floor = search.floor()
    }
  }
}
