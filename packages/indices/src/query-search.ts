import type { Hit } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import { bestThreshold } from './best-threshold.ts'
import { innerProduct } from './inner-product.ts'
import type { RowStore } from './row-store.ts'
import type { ScoreErrors } from './score-errors.ts'

/** The search for one query, fed with scores that are only nearly right. */
export interface QuerySearch {
  /** A row with a lower score need not be offered. Rises. */
  floor(): number
  /** A row whose highest possible score is lower need not be offered. Rises. */
  highestFloor(): number
  offer(row: number, score: number): void
  /** @returns the best hits, best first. @param pause Called often; others get their turn when it returns a promise. */
  hits(pause: () => Promise<void> | undefined): Promise<Hit[]>
}

/** How `querySearch` works. */
export interface QuerySearchOptions {
  /** At least 1. */
  readonly limit: number
  readonly errors: ScoreErrors
}

/** Candidates between two pauses. */
const candidatesPerPause = 2 ** 8

/**
 * Finds the best rows for a query although the given scores are only nearly right.
 *
 * Each score comes with the bound of its error. A row whose highest possible score is below the `limit`-th best of the
 * lowest possible ones is not among the best. The few others are computed again in double precision at the end.
 *
 * @param query A vector of the store's dimensions.
 */
export function querySearch(store: RowStore, query: Float32Array, { limit, errors }: QuerySearchOptions): QuerySearch {
  const { dimensions } = store
  const lowest = bestThreshold(limit)
  const candidates: number[] = []
  const highest: number[] = []
  const exact = (row: number) => innerProduct(query, 0, store.data, row * dimensions, dimensions)
  let floor = -Infinity

  return {
    floor: () => floor,
    highestFloor: lowest.value,
    offer(row, given) {
      const score = Number.isFinite(given) ? given : exact(row)
      const error = Number.isFinite(given) ? errors.of(row) : 0
      if (score + error < lowest.value()) return
      candidates.push(row)
      highest.push(score + error)
      lowest.offer(score - error)
      floor = lowest.value() - errors.largest
    },
    async hits(pause) {
      const best = bestRows(limit, store.order)
      let threshold = lowest.value()
      for (const [i, row] of candidates.entries()) {
        if (i % candidatesPerPause === 0) await pause()
        if (highest[i]! < threshold) continue
        best.offer(row, exact(row))
        threshold = Math.max(threshold, best.threshold())
      }
      return best.sorted().map(({ row, score }) => ({ key: store.key(row), score }))
    },
  }
}
