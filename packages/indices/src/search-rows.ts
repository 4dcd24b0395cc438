import { AbortedError, type Hit, type SearchOptions, type Vectors } from '@towerkit/core'
import { bestRows, type BestRows } from './best-rows.ts'
import { innerProduct, lengthOf, singlePrecisionError } from './inner-product.ts'
import { rowBlocks, type RowBlock } from './row-blocks.ts'
import type { RowStore } from './row-store.ts'
import type { ScoreKernel } from './score-kernel.ts'
import { turns } from './turns.ts'

/** Most scores of a call, which bounds the memory that they need. */
const scoresPerCall = 2 ** 21

/**
 * The best rows for each query, by computing every inner product, block by block.
 *
 * The kernel works in single precision and rounds as it likes. Whatever could be among the best within the bound of
 * those errors is computed again in double precision, so that neither scores nor order depend on the kernel, the other
 * queries or the place of a row, and equal vectors score equal.
 *
 * @param queries Of the store's dimensions.
 * @throws {AbortedError} between two blocks, if the signal says so.
 */
export async function searchRows(store: RowStore, queries: Vectors, limit: number, kernel: ScoreKernel, { signal, filter }: SearchOptions): Promise<Hit[][]> {
  const { dimensions } = store
  const results: Hit[][] = []
  const turn = turns()
  for (let start = 0; start < queries.count; start += kernel.queriesPerCall) {
    const count = Math.min(kernel.queriesPerCall, queries.count - start)
    const part = queries.data.subarray(start * dimensions, (start + count) * dimensions)
    const best = Array.from({ length: count }, () => bestRows(Math.min(limit, store.size), store.order))
    const rowCount = Math.max(1, Math.floor(Math.min(kernel.multiplicationsPerCall / (count * dimensions), scoresPerCall / count, store.size)))
    const scores = new Float32Array(count * rowCount)
    for (const block of rowBlocks(store, rowCount, filter)) {
      if (turn.isOver()) await turn.next()
      throwIfAborted(signal)
      if (block.count === 0) continue
      await kernel.score({ queries: part, queryCount: count, rows: block.data, rowCount: block.count, dimensions, scores: scores.subarray(0, count * block.count) })
      for (let query = 0; query < count; query++) {
        if (turn.isOver()) await turn.next()
        collect(best[query]!, store, block, scores.subarray(query * block.count, (query + 1) * block.count), part.subarray(query * dimensions, (query + 1) * dimensions))
      }
    }
    for (const rows of best) {
      if (turn.isOver()) await turn.next()
      results.push(rows.sorted().map(({ row, score }) => ({ key: store.key(row), score })))
    }
  }
  return results
}

/** Takes in the rows of a block that are among the best for a query, given the kernel's scores for that query. */
function collect(best: BestRows, store: RowStore, block: RowBlock, scores: Float32Array, query: Float32Array): void {
  const { relative, absolute } = singlePrecisionError(store.dimensions)
  const errorPerLength = relative * lengthOf(query, 0, query.length)
  const largestError = errorPerLength * store.longest + absolute
  let threshold = best.threshold()
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    if (isBelow(score, largestError, threshold)) continue
    const row = block.row(i)
    if (isBelow(score, errorPerLength * store.length(row) + absolute, threshold)) continue
    best.offer(row, innerProduct(query, 0, block.data, i * store.dimensions, store.dimensions))
    threshold = best.threshold()
  }
}

/** Whether the exact score is surely below the threshold. A sum beyond single precision, infinite or NaN, tells nothing. */
function isBelow(score: number, error: number, threshold: number): boolean {
  return score + error < threshold && score !== -Infinity
}

/** @throws {AbortedError} if the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('search: stopped by its signal.', { cause: signal.reason })
}
