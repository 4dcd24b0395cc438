import { ArgumentError, row, type Hit, type Vectors, requireKnownOptions } from '@towerkit/core'
import { bestRows } from './best-rows.ts'
import { checkRange } from './check-vectors.ts'
import { codeArena, mostDimensions, type CodeArena, type CodeStorage } from './code-arena.ts'
import { innerProduct } from './inner-product.ts'
import { lockedIndex, type LockedIndex } from './locked-index.ts'
import { metrics, type Metric } from './metric.ts'
import { quantizedSections } from './quantized-sections.ts'
import { rowStore, type RowStore } from './row-store.ts'
import { searchListedRows } from './search-listed-rows.ts'
import type { RowSearch } from './search-rows.ts'
import { throwIfAborted, turns } from './turns.ts'

/** How `quantizedIndex` works. */
export interface QuantizedIndexOptions {
  /** Length of each vector, at least 1. */
  readonly dimensions: number
  /** Default 'cosine', which keeps vectors at length 1. 'binary' keeps directions only, so it has no other. */
  readonly metric?: Metric
  /** 'int8': a byte a number. 'binary': a bit a number, its sign. */
  readonly storage: CodeStorage
  /**
   * Keep the float32 vectors too: the best by their codes are then scored by them. Without them scores are estimates:
   * of the inner product, or for 'binary' the share of equal signs less that of different ones. Default true.
   */
  readonly rescoring?: boolean
  /** Candidates for each hit that are scored again. More: better recall. Default 4 for 'int8', 20 for 'binary'. */
  readonly oversampling?: number
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
}

/** An index that compares a query with the codes of every vector. Saved files are for `loadQuantizedIndex`. */
export interface QuantizedIndex extends LockedIndex {
  /** Bytes of codes, and of float32 vectors where they are kept, of one vector. */
  readonly bytesPerVector: number
}

/**
 * Makes an empty index that compares a query with short codes of every vector, by WebAssembly, and scores the best
 * again by their float32 vectors: several times faster for single queries than `exactIndex` without a native kernel,
 * or, without the float32 vectors, in a fraction of the memory. Runs in browsers too.
 *
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const index = quantizedIndex({ dimensions: 384, storage: 'int8', rescoring: false }) // 388 bytes a vector
 */
export function quantizedIndex(options: QuantizedIndexOptions): QuantizedIndex {
  requireKnownOptions<QuantizedIndexOptions>('quantizedIndex', options, {
    dimensions: true,
    metric: true,
    storage: true,
    rescoring: true,
    oversampling: true,
    model: true,
  })
  const { dimensions, rescoring, storage } = quantizedSettings('quantizedIndex', options)
  return quantizedIndexOver(rowStore(rescoring ? dimensions : 0), codeArena(dimensions, storage), options)
}

/** Options with their defaults. @throws {ArgumentError} if one is out of range. */
export function quantizedSettings(
  caller: string,
  options: QuantizedIndexOptions,
): Required<Omit<QuantizedIndexOptions, 'model'>> {
  const {
    dimensions,
    metric = 'cosine',
    storage,
    rescoring = true,
    oversampling = storage === 'int8' ? 4 : 20,
  } = options
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions)
    throw new ArgumentError(
      `${caller}: dimensions is ${dimensions}. Give a whole number from 1 to ${mostDimensions}.`,
      { dimensions },
    )
  if (storage !== 'int8' && storage !== 'binary')
    throw new ArgumentError(`${caller}: storage is "${storage as string}". Give int8 or binary.`, { storage })
  if (!metrics.includes(metric))
    throw new ArgumentError(`${caller}: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  if (storage === 'binary' && metric !== 'cosine')
    throw new ArgumentError(
      `${caller}: storage "binary" keeps directions only, metric is "${metric}". Give metric "cosine", or storage ` +
        '"int8".',
      { storage, metric },
    )
  if (!Number.isSafeInteger(oversampling) || oversampling < 1)
    throw new ArgumentError(`${caller}: oversampling is ${oversampling}. Give a whole number of at least 1.`, {
      oversampling,
    })
  return { dimensions, metric, storage, rescoring, oversampling }
}

/** An index over rows and codes that are already there. The store has no numbers where the index does not rescore. */
export function quantizedIndexOver(store: RowStore, codes: CodeArena, options: QuantizedIndexOptions): QuantizedIndex {
  const { dimensions, metric, storage, rescoring, oversampling } = quantizedSettings('quantizedIndex', options)
  const { model } = options
  const index = lockedIndex(
    store,
    { dimensions, metric, model },
    {
      check: vectors => {
        if (metric !== 'cosine') checkRange('add', vectors, Infinity)
      },
      async add(keys, rows, metadata) {
        store.set(keys, rescoring ? rows : new Float32Array(), metadata)
        for (const [i, key] of keys.entries()) codes.write(store.rowOf(key)!, rows, i * dimensions)
      },
      remove: async keys => store.remove(keys, codes.move),
      search: (queries, search) =>
        searchCodes(store, codes, queries, {
          ...search,
          candidates: rescoring ? search.limit * oversampling : undefined,
        }),
      ...(!rescoring && { vector: codes.decode }),
      async save(path) {
        const { writeIndexFile } = await import('#index-file')
        const about = {
          kind: 'quantized',
          dimensions,
          count: store.size,
          metric,
          ...(model === undefined ? {} : { model }),
          settings: { storage, rescoring: Number(rescoring), oversampling },
        }
        await writeIndexFile(path, about, quantizedSections(store, codes, rescoring))
      },
      close: async () => codes.clear(),
    },
  )
  const bytesPerVector = codes.rowBytes + (rescoring ? 4 * dimensions : 0)
  return Object.defineProperty(index, 'bytesPerVector', { value: bytesPerVector, enumerable: true }) as QuantizedIndex
}

/** @param candidates Rows that are scored again; undefined if the store has no numbers. */
async function searchCodes(
  store: RowStore,
  codes: CodeArena,
  queries: Vectors,
  { limit, selection, signal, candidates }: RowSearch & { readonly candidates: number | undefined },
): Promise<Hit[][]> {
  if (selection?.rows !== undefined && candidates !== undefined)
    return searchListedRows(store, queries, { rows: selection.rows, limit, signal })
  const turn = turns()
  const best = Array.from({ length: queries.count }, () =>
    bestRows(Math.min(store.size, candidates ?? limit), store.order),
  )
  for (const block of codes.blocks(store.size)) {
    for (const [q, rows] of best.entries()) {
      if (turn.isOver()) {
        await turn.next()
        throwIfAborted(signal)
      }
      const scores = block.score(row(queries, q))
      let threshold = rows.threshold()
      for (let i = 0; i < scores.length; i++) {
        if (scores[i]! < threshold || selection?.keeps(block.start + i) === false) continue
        rows.offer(block.start + i, scores[i]!)
        threshold = rows.threshold()
      }
    }
  }
  return best.map((rows, q) => {
    const found =
      candidates === undefined
        ? rows.sorted()
        : rescored(store, row(queries, q), { limit, rows: rows.sorted().map(({ row }) => row) })
    return found.map(({ row, score }) => ({ key: store.key(row), score }))
  })
}

function rescored(
  store: RowStore,
  query: Float32Array,
  { limit, rows }: { readonly limit: number; readonly rows: readonly number[] },
) {
  const best = bestRows(limit, store.order)
  for (const row of rows) best.offer(row, innerProduct(query, 0, store.data, row * store.dimensions, store.dimensions))
  return best.sorted()
}
