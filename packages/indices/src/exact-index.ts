import { ArgumentError } from '@towerkit/core'
import { lazyKernel } from './lazy-kernel.ts'
import { lockedIndex, type LockedIndex } from './locked-index.ts'
import { metrics, type Metric } from './metric.ts'
import { plainKernel } from './plain-kernel.ts'
import { rowSections } from './row-sections.ts'
import { rowStore, type RowStore } from './row-store.ts'
import type { ScoreKernel } from './score-kernel.ts'
import { searchRows } from './search-rows.ts'

/** How `exactIndex` works. */
export interface ExactIndexOptions {
  /** Length of each vector, at least 1. */
  readonly dimensions: number
  /** Default 'inner-product'. 'cosine' keeps vectors at length 1; a vector of zeros scores 0. */
  readonly metric?: Metric
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
  /** Computes the scores. Made on the first search and closed with the index. Default: `plainKernel`; in Node `runtimeKernel` is faster. */
  readonly kernel?: () => ScoreKernel | Promise<ScoreKernel>
}

/** An index that compares a query with every vector: exact for any vectors, of any length and with any condition. Saved files are for `loadExactIndex`. */
export interface ExactIndex extends LockedIndex {}

/**
 * Makes an empty index for exact search for the highest inner products (or cosines).
 *
 * All calls may overlap: a search sees the index as it was when it was called, and waits for the changes called before.
 *
 * @returns the index. `search` gives equal scores in the order in which their keys were first added.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const index = exactIndex({ dimensions: 2 })
 * await index.add(['a', 'b'], vectors([[1, 0], [0.6, 0.8]]))
 * await index.search(vectors([[0, 1]]), 1) // [[{ key: 'b', score: 0.8 }]]
 */
export function exactIndex(options: ExactIndexOptions): ExactIndex {
  const { dimensions, metric = 'inner-product' } = options
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new ArgumentError(`exactIndex: dimensions is ${dimensions}. Give the length of the vectors, a whole number of at least 1.`, { dimensions })
  }
  if (!metrics.includes(metric)) throw new ArgumentError(`exactIndex: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  return exactIndexOver(rowStore(dimensions), options)
}

/** An index over rows that are already there, of length 1 if the metric is the cosine. */
export function exactIndexOver(store: RowStore, { dimensions, metric = 'inner-product', model, kernel = plainKernel }: ExactIndexOptions): ExactIndex {
  const lazy = lazyKernel(kernel)
  return lockedIndex(store, { dimensions, metric, model }, {
    add: async (keys, rows, metadata) => store.set(keys, rows, metadata),
    remove: async keys => store.remove(keys),
    search: async (queries, search) => searchRows(store, queries, { ...search, kernel: await lazy.get() }),
    async save(path) {
      const { writeIndexFile } = await import('./index-file.ts')
      await writeIndexFile(path, { kind: 'exact', dimensions, count: store.size, metric, ...(model === undefined ? {} : { model }) }, rowSections(store))
    },
    close: lazy.close,
  })
}
