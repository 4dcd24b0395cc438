import { DataError, requireKnownOptions } from '@towerkit/core'
import { notFinite } from './check-vectors.ts'
import { decodeEntries } from './entry-section.ts'
import { exactIndexOver, type ExactIndex, type ExactIndexOptions } from './exact-index.ts'
import { rowStore } from './row-store.ts'

/** How `loadExactIndex` opens a file. */
export interface LoadExactIndexOptions extends Pick<ExactIndexOptions, 'kernel'> {
  /** The model that makes the queries. A file of another model, or of none, is refused. Default: any model. */
  readonly model?: string
}

/**
 * Loads an index that `save` wrote. Needs Node.
 *
 * @param path Path of the file. It is read whole and not used afterwards.
 * @returns the index, with the metric and the model of the file.
 * @throws {DataError} if the file is missing, truncated, damaged or no index: nothing wrong is ever loaded.
 * @throws {ModelError} if the vectors are another model's.
 *
 * @example
 * const index = await loadExactIndex('./docs.index', { model: 'my-encoder v3' })
 */
export async function loadExactIndex(path: string, options: LoadExactIndexOptions = {}): Promise<ExactIndex> {
  const { model, kernel } = requireKnownOptions<LoadExactIndexOptions>('loadExactIndex', options, {
    model: true,
    kernel: true,
  })
  const { readIndexFile } = await import('#index-file')
  const { header, sections } = await readIndexFile(path, {
    caller: 'loadExactIndex',
    kind: 'exact',
    model,
    sections: ({ count, dimensions }) => ({ entries: undefined, rows: 4 * count * dimensions }),
  })
  const rows = new Float32Array(sections.rows!.buffer)
  const place = notFinite(rows)
  if (place !== -1)
    throw new DataError(`loadExactIndex: "${path}" holds ${rows[place]}. Build the index again.`, {
      path,
      value: rows[place],
    })
  const store = rowStore(header.dimensions, {
    ...decodeEntries(sections.entries!, header.count, 'loadExactIndex'),
    rows,
  })
  return exactIndexOver(store, { ...header, ...(kernel === undefined ? {} : { kernel }) })
}
