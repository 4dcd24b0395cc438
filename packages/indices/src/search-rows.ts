import { AbortedError, row, vectors, type Hit, type Vectors } from '@towerkit/core'
import { querySearch } from './query-search.ts'
import { rowBlocks } from './row-blocks.ts'
import type { RowStore } from './row-store.ts'
import { rowsPerGroup, type ScoreKernel } from './score-kernel.ts'
import { turns } from './turns.ts'

/** What of a store a search may find, and when it must stop. */
export interface RowSearch {
  /** Hits a query, at most the rows of the store. */
  readonly limit: number
  readonly signal: AbortSignal | undefined
  /** Keeps only rows for which it returns true. */
  readonly filter: ((row: number) => boolean) | undefined
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
 * the kernel, the other queries or the place of a row.
 *
 * @param store Not empty.
 * @param queries Of the store's dimensions.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchRows(store: RowStore, queries: Vectors, { limit, filter, signal, kernel }: SearchRowsOptions): Promise<Hit[][]> {
  const { dimensions, size } = store
  const turn = turns()
  const giveWay = async () => {
    await turn.next()
    throwIfAborted(signal)
  }
  throwIfAborted(signal)
  const results: Hit[][] = []
  for (let start = 0; start < queries.count; start += kernel.queriesPerCall) {
    const count = Math.min(kernel.queriesPerCall, queries.count - start)
    const part = vectors(queries.data.slice(start * dimensions, (start + count) * dimensions), dimensions)
    const searches = Array.from({ length: count }, (_, i) => querySearch(store, row(part, i), limit))
    const score = kernel.scorer(part)
    const rowCount = rowsPerCall(kernel, part)
    const scores = new Float32Array(count * Math.min(rowCount, size))
    const tops = new Float32Array(count * Math.ceil(Math.min(rowCount, size) / rowsPerGroup))
    for (const block of rowBlocks(store, rowCount, filter)) {
      if (turn.isOver()) await giveWay()
      if (block === undefined) continue
      const scored = { queryCount: count, scores: scores.subarray(0, count * block.count), tops: tops.subarray(0, count * Math.ceil(block.count / rowsPerGroup)) }
      await score({ rows: block.data, rowCount: block.count, ...scored })
      for (const [query, search] of searches.entries()) {
        if (turn.isOver()) await giveWay()
        search.collect(block, { ...scored, query })
      }
    }
    for (const search of searches) {
      if (turn.isOver()) await giveWay()
      results.push(search.hits())
    }
  }
  return results
}

/** Whole groups, at least one. */
function rowsPerCall({ multiplicationsPerCall }: ScoreKernel, { count, dimensions }: Vectors): number {
  const most = Math.min(multiplicationsPerCall / (count * dimensions), scoresPerCall / count, numbersPerCall / dimensions)
  return Math.max(1, Math.floor(most / rowsPerGroup)) * rowsPerGroup
}

/** @throws {AbortedError} if the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('search: stopped by its signal.', { cause: signal.reason })
}
