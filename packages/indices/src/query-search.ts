import type { Hit } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import { innerProduct, lengthOf, singlePrecisionError } from './inner-product.ts'
import type { RowBlock } from './row-blocks.ts'
import type { RowStore } from './row-store.ts'
import { rowsPerGroup } from './score-kernel.ts'

/** What a kernel gave for the rows of a block. */
export interface BlockScores {
  /** That of row `r` and query `q` is at `r * queryCount + q`. */
  readonly scores: Float32Array
  /** The highest of group `g` for query `q` is at `g * queryCount + q`. */
  readonly tops: Float32Array
  readonly queryCount: number
  /** The query that the search is for. */
  readonly query: number
}

/** The search for one query, fed with the kernel's scores. */
export interface QuerySearch {
  collect(block: RowBlock, scores: BlockScores): void
  /** @returns the best hits, best first. */
  hits(): Hit[]
}

/** Half of the largest single-precision number. */
const largestSafe = 2 ** 127

/**
 * Finds the best rows for a query although the kernel's scores are only nearly right.
 *
 * Each score comes with the bound of its error. A row whose highest possible score is below the `limit`-th best of the
 * lowest possible ones is not among the best. The few others are computed again in double precision at the end.
 *
 * @param query A vector of the store's dimensions.
 * @param limit At least 1.
 */
export function querySearch(store: RowStore, query: Float32Array, limit: number): QuerySearch {
  const { dimensions } = store
  const { relative, absolute } = singlePrecisionError(dimensions)
  const queryLength = lengthOf(query, 0, dimensions)
  const errorPerLength = relative * queryLength
  // Where sums may leave single precision, a score may be infinite or NaN, and no row is passed over by its score alone.
  const largestError = queryLength * store.longest < largestSafe ? errorPerLength * store.longest + absolute : Infinity
  const lowest = bestRows(limit, store.order)
  const candidates: number[] = []
  const highest: number[] = []

  let floor = -Infinity

  function offer(row: number, given: number): void {
    let score = given
    let error = errorPerLength * store.length(row) + absolute
    if (!Number.isFinite(score)) {
      score = innerProduct(query, 0, store.data, row * dimensions, dimensions)
      error = 0
    }
    if (score + error < lowest.threshold()) return
    candidates.push(row)
    highest.push(score + error)
    lowest.offer(row, score - error)
    floor = lowest.threshold() - largestError
  }

  return {
    collect(block, { scores, tops, queryCount, query: place }) {
      for (let start = 0, top = place; start < block.count; start += rowsPerGroup, top += queryCount) {
        if (tops[top]! < floor) continue
        const end = Math.min(block.count, start + rowsPerGroup)
        for (let i = start; i < end; i++) {
          const score = scores[i * queryCount + place]!
          if (!(score < floor)) offer(block.row(i), score)
        }
      }
    },
    hits() {
      const threshold = lowest.threshold()
      const best = bestRows(limit, store.order)
      for (const [i, row] of candidates.entries()) {
        if (highest[i]! >= threshold) best.offer(row, innerProduct(query, 0, store.data, row * dimensions, dimensions))
      }
      return best.sorted().map(({ row, score }) => ({ key: store.key(row), score }))
    },
  }
}
