import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { codeArena, mostDimensions } from './code-arena.ts'
import { lazyKernel } from './lazy-kernel.ts'
import { lockedIndex, type LockedIndex } from './locked-index.ts'
import { metrics, type Metric } from './metric.ts'
import { rowSections } from './row-sections.ts'
import { rowStore, type RowStore } from './row-store.ts'
import type { ScoreKernel } from './score-kernel.ts'
import { searchCodes } from './search-codes.ts'
import { searchRows } from './search-rows.ts'

/** How `exactIndex` works. */
export interface ExactIndexOptions {
  /** Length of each vector, from 1 to 65,536. */
  readonly dimensions: number
  /** Default 'inner-product'. 'cosine' keeps vectors at length 1; a vector of zeros scores 0. */
  readonly metric?: Metric
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
  /**
   * Computes the scores of searches for many queries; in Node `runtimeKernel` is faster for them. Made on the first
   * search and closed with the index. Default: all searches are done by 8-bit codes, as those for few queries.
   */
  readonly kernel?: () => ScoreKernel | Promise<ScoreKernel>
}

/**
 * An index that compares a query with every vector: exact for any vectors, of any length and with any condition.
 * Besides the vectors it keeps codes of 8 bits, which identify the few vectors that can be among the best. Saved files
 * are for `loadExactIndex`.
 */
export interface ExactIndex extends LockedIndex {}

/**
 * Makes an empty index for exact search for the highest inner products (or cosines).
 *
 * All calls may overlap: a search sees every change called before it.
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
  requireKnownOptions<ExactIndexOptions>('exactIndex', options, {
    dimensions: true,
    metric: true,
    model: true,
    kernel: true,
  })
  const { dimensions, metric = 'inner-product' } = options
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions) {
    throw new ArgumentError(
      `exactIndex: dimensions is ${dimensions}. Give the length of the vectors, a whole number from 1 to ` +
        `${mostDimensions}.`,
      { dimensions },
    )
  }
  if (!metrics.includes(metric))
    throw new ArgumentError(`exactIndex: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  return exactIndexOver(rowStore(dimensions), options)
}

/** An index over rows that are already there, of length 1 if the metric is the cosine. */
export function exactIndexOver(
  store: RowStore,
  { dimensions, metric = 'inner-product', model, kernel }: ExactIndexOptions,
): ExactIndex {
  const lazy = kernel && lazyKernel(kernel)
  const codes = codeArena(dimensions, 'int8')
  for (let row = 0; row < store.size; row++) codes.write(row, store.data, row * dimensions)
  return lockedIndex(
    store,
    { dimensions, metric, model },
    {
      async add(keys, rows, metadata) {
        store.set(keys, rows, metadata)
        for (const [i, key] of keys.entries()) codes.write(store.rowOf(key)!, rows, i * dimensions)
      },
      remove: async keys => store.remove(keys, codes.move),
      async search(queries, search) {
        const made = await lazy?.get()
        return made !== undefined && queries.count >= (made.leastQueries ?? 1)
          ? searchRows(store, queries, { ...search, kernel: made })
          : searchCodes(store, codes, queries, search)
      },
      async save(path) {
        const { writeIndexFile } = await import('#index-file')
        await writeIndexFile(
          path,
          { kind: 'exact', dimensions, count: store.size, metric, ...(model === undefined ? {} : { model }) },
          rowSections(store),
        )
      },
      async close() {
        codes.clear()
        await lazy?.close()
      },
    },
  )
}
