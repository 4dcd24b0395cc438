import { TowerkitError, requireKnownOptions } from '@towerkit/core'
import { notFinite } from './check-vectors.ts'
import { decodeEntries } from './entry-section.ts'
import { readIndexFile } from './index-file.ts'
import { rowStore } from './row-store.ts'
import { savedOptions, wrongContent } from './saved-options.ts'
import { temporaryFile } from './temporary-file.ts'
import { usearchIndexOver, type UsearchIndex } from './usearch-index.ts'
import { usearchSettings, type UsearchIndexOptions } from './usearch-options.ts'

const caller = 'loadUsearchIndex'

/** How `loadUsearchIndex` opens a file. */
export interface LoadUsearchIndexOptions extends Pick<UsearchIndexOptions, 'expansionSearch' | 'threads' | 'kernel'> {
  /** The model that makes the queries. A file of another model, or of none, is refused. Default: any model. */
  readonly model?: string
  /** Candidates looked at in a search. Default: as when it was saved. */
  readonly expansionSearch?: number
  /**
   * Map the graph into memory instead of reading it: it starts sooner, and the system can take the memory back. It
   * cannot be changed then. Default false.
   */
  readonly view?: boolean
}

/**
 * Loads an index that `save` of a `usearchIndex` wrote.
 *
 * usearch trusts its files, and a damaged one can end the process. So the whole file is read and its checksum compared
 * first, and usearch is given a private copy of the graph, in the system's folder for temporary files, that nobody can
 * change meanwhile.
 *
 * @param path Path of the file. It is not used afterwards.
 * @returns the index, with the metric, model and settings of the file.
 * @throws {DataError} if the file is missing, truncated, damaged or no such index: nothing wrong is ever loaded.
 * @throws {ModelError} if the vectors are another model's.
 *
 * @example
 * const index = await loadUsearchIndex('./docs.index', { model: 'my-encoder v3', view: true })
 */
export async function loadUsearchIndex(path: string, given: LoadUsearchIndexOptions = {}): Promise<UsearchIndex> {
  const { view = false, ...options } = requireKnownOptions<LoadUsearchIndexOptions>('loadUsearchIndex', given, {
    model: true,
    expansionSearch: true,
    view: true,
    kernel: true,
    threads: true,
  })
  const graph = await temporaryFile('usearch')
  try {
    const { header, sections } = await readIndexFile(path, {
      caller,
      kind: 'usearch',
      model: options.model,
      into: { graph: graph.path },
      sections: ({ count, dimensions }) => ({
        entries: undefined,
        rows: 4 * count * dimensions,
        orders: 8 * count,
        graph: undefined,
      }),
    })
    const saved = savedOptions<UsearchIndexOptions>(header, each => usearchSettings(caller, each), { caller, path })
    const rows = new Float32Array(sections.rows!.buffer)
    const orders = [...new Float64Array(sections.orders!.buffer)]
    if (
      notFinite(rows) !== -1 ||
      !orders.every((order, i) => Number.isSafeInteger(order) && order > (orders[i - 1] ?? -1))
    )
      throw wrongContent(caller, path)
    const store = rowStore(header.dimensions, {
      ...decodeEntries(sections.entries!, header.count, caller),
      rows,
      orders,
    })
    const { index, loadGraph } = usearchIndexOver(store, { ...saved, ...options }, { isFixed: view })
    await loadGraph(graph.path, view).catch(async (cause: unknown) => {
      await index.close()
      throw TowerkitError.is(cause, 'worker') ? wrongContent(caller, path, cause) : cause
    })
    return index
  } finally {
    // What is mapped stays mapped without its name. Windows keeps it until the index is closed, and the folder with it.
    await graph.remove().catch(() => {})
  }
}
