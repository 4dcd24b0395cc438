import { AbortedError, type Hit, type Vectors } from '@towerkit/core'
import { querySearch } from './query-search.ts'
import { rowBlocks } from './row-blocks.ts'
import type { RowStore } from './row-store.ts'
import type { ScoreKernel } from './score-kernel.ts'
import { turns } from './turns.ts'

/** How `searchRows` works. */
export interface SearchRowsOptions {
  readonly kernel: ScoreKernel
  readonly signal: AbortSignal | undefined
  /** Keeps only rows for which it returns true. */
  readonly filter: ((row: number) => boolean) | undefined
}

/** Most scores of a call, which bounds the memory that they need. */
const scoresPerCall = 2 ** 21

/**
 * The best rows for each query, by computing every inner product, block by block. Neither scores nor order depend on
 * the kernel, the other queries or the place of a row.
 *
 * @param queries Of the store's dimensions.
 * @throws {AbortedError} between two turns, if the signal says so.
 */
export async function searchRows(store: RowStore, queries: Vectors, limit: number, options: SearchRowsOptions): Promise<Hit[][]> {
  const { kernel, signal, filter } = options
  const { dimensions, size } = store
  if (size === 0) return Array.from({ length: queries.count }, () => [])
  const turn = turns()
  const giveWay = async () => {
    await turn.next()
    throwIfAborted(signal)
  }
  throwIfAborted(signal)
  const results: Hit[][] = []
  for (let start = 0; start < queries.count; start += kernel.queriesPerCall) {
    const count = Math.min(kernel.queriesPerCall, queries.count - start)
    const part = queries.data.subarray(start * dimensions, (start + count) * dimensions)
    const queryOf = (i: number) => part.subarray(i * dimensions, (i + 1) * dimensions)
    const searches = Array.from({ length: count }, (_, i) => querySearch(store, queryOf(i), Math.min(limit, size)))
    const rowCount = Math.max(1, Math.floor(Math.min(kernel.multiplicationsPerCall / (count * dimensions), scoresPerCall / count, size)))
    const scores = new Float32Array(count * rowCount)
    for (const block of rowBlocks(store, rowCount, filter)) {
      if (turn.isOver()) await giveWay()
      if (block.count === 0) continue
      const target = scores.subarray(0, count * block.count)
      await kernel.score({ queries: part, queryCount: count, rows: block.data, rowCount: block.count, dimensions, scores: target })
      for (const [query, search] of searches.entries()) {
        if (turn.isOver()) await giveWay()
        search.collect(block, target.subarray(query * block.count, (query + 1) * block.count))
      }
    }
    for (const search of searches) {
      if (turn.isOver()) await giveWay()
      results.push(search.hits())
    }
  }
  return results
}

/** @throws {AbortedError} if the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('search: stopped by its signal.', { cause: signal.reason })
}
