import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DataError, TowerkitError, UnsupportedError, requireKnownOptions } from '@towerkit/core'
import { checkRange } from './check-vectors.ts'
import { writeIndexFile } from './index-file.ts'
import { lazyKernel } from './lazy-kernel.ts'
import { lockedIndex, type LockedIndex } from './locked-index.ts'
import { plainKernel } from './plain-kernel.ts'
import { rowSections, rowsInOrder } from './row-sections.ts'
import { rowStore, type RowStore } from './row-store.ts'
import { temporaryFile } from './temporary-file.ts'
import { usearchEngine } from './usearch-engine.ts'
import { usearchSettings, type UsearchIndexOptions } from './usearch-options.ts'

/**
 * An approximate index: a graph of near neighbours that usearch keeps (HNSW). Saved files are for `loadUsearchIndex`.
 */
export interface UsearchIndex extends LockedIndex {}

/** Largest number of a 16-bit float. */
const largestHalf = 65_504

/**
 * Makes an empty index for approximate search for the highest inner products (or cosines), by a graph of near
 * neighbours (HNSW). It is kept by usearch, an optional package, in a thread of its own, so that the event loop stays
 * free.
 *
 * Scores are those of the float32 vectors, which the index keeps too, whatever `storage` the graph has. A search with a
 * condition that the graph's candidates do not fill compares with every vector that the condition keeps.
 *
 * @throws {ArgumentError} if an option is out of range. What needs usearch rejects with a `MissingPeerError` where it
 *   is not installed.
 *
 * @example
 * const index = usearchIndex({ dimensions: 2 })
 * await index.add(['a', 'b'], vectors([[1, 0], [0.6, 0.8]]))
 * await index.search(vectors([[0, 1]]), 1) // [[{ key: 'b', score: 0.8 }]]
 *
 * @see https://arxiv.org/abs/1603.09320 Malkov and Yashunin, Efficient and robust approximate nearest neighbor search
 *   using HNSW graphs
 */
export function usearchIndex(options: UsearchIndexOptions): UsearchIndex {
  requireKnownOptions<UsearchIndexOptions>('usearchIndex', options, {
    dimensions: true,
    metric: true,
    storage: true,
    connectivity: true,
    expansionAdd: true,
    expansionSearch: true,
    threads: true,
    model: true,
    kernel: true,
  })
  const { dimensions } = usearchSettings('usearchIndex', options)
  return usearchIndexOver(rowStore(dimensions), options).index
}

/** How an index of rows that are already there begins. */
export interface UsearchStart {
  readonly index: UsearchIndex
  loadGraph(path: string, view: boolean): Promise<void>
}

/**
 * An index over rows that are already there, of length 1 if the metric is the cosine. Changes are refused if `isFixed`.
 */
export function usearchIndexOver(
  store: RowStore,
  options: UsearchIndexOptions,
  { isFixed = false }: { readonly isFixed?: boolean } = {},
): UsearchStart {
  const settings = usearchSettings('usearchIndex', options)
  const { dimensions, metric, storage, connectivity, expansionAdd, expansionSearch } = settings
  const { model } = options
  const engine = usearchEngine(store, settings, lazyKernel(options.kernel ?? plainKernel))
  const requireChangeable = (caller: string) => {
    if (isFixed)
      throw new UnsupportedError(
        `${caller}: the index is a view of a file, which cannot be changed. Load it without view.`,
      )
  }
  const index = lockedIndex(
    store,
    { dimensions, metric, model },
    {
      ...engine,
      check(vectors) {
        requireChangeable('add')
        if (metric !== 'cosine') checkRange('add', vectors, storage === 'f16' ? largestHalf : Infinity)
      },
      async remove(keys) {
        requireChangeable('remove')
        return engine.remove(keys)
      },
      async save(path) {
        const graph = await temporaryFile('usearch')
        try {
          await engine.saveGraph(graph.path).catch((cause: unknown) => {
            throw TowerkitError.is(cause, 'worker')
              ? new DataError(
                  `save: the graph cannot be written to "${graph.path}": ${cause.message} Make room there.`,
                  { cause, path: graph.path },
                )
              : cause
          })
          const orders = Float64Array.from(rowsInOrder(store), store.order)
          const about = {
            kind: 'usearch',
            dimensions,
            count: store.size,
            metric,
            ...(model === undefined ? {} : { model }),
            settings: { storage, connectivity, expansionAdd, expansionSearch },
          }
          await writeIndexFile(path, about, [
            ...rowSections(store),
            { name: 'orders', length: orders.byteLength, chunks: [new Uint8Array(orders.buffer)] },
            { name: 'graph', length: (await stat(graph.path)).size, chunks: createReadStream(graph.path) },
          ])
        } finally {
          await graph.remove()
        }
      },
    },
  )
  return { index, loadGraph: engine.loadGraph }
}
