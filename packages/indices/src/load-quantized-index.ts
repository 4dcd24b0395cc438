import { requireKnownOptions } from '@towerkit/core'
import { notFinite } from './check-vectors.ts'
import { codeArena } from './code-arena.ts'
import { decodeEntries } from './entry-section.ts'
import type { IndexHeader } from './index-header.ts'
import { quantizedIndexOver, type QuantizedIndex } from './quantized-index.ts'
import { quantizedSettings, type QuantizedIndexOptions } from './quantized-settings.ts'
import { rowStore } from './row-store.ts'
import { savedOptions, wrongContent } from './saved-options.ts'

const caller = 'loadQuantizedIndex'

/** How `loadQuantizedIndex` opens a file. */
export interface LoadQuantizedIndexOptions extends Pick<QuantizedIndexOptions, 'oversampling'> {
  /** The model that makes the queries. A file of another model, or of none, is refused. Default: any model. */
  readonly model?: string
}

/**
 * Loads an index that `save` of a `quantizedIndex` wrote. Needs Node.
 *
 * @param path Path of the file. It is read whole and not used afterwards.
 * @throws {DataError} if the file is missing, truncated, damaged or no such index: nothing wrong is ever loaded.
 * @throws {ModelError} if the vectors are another model's.
 *
 * @example
 * const index = await loadQuantizedIndex('./docs.index', { model: 'my-encoder v3' })
 */
export async function loadQuantizedIndex(
  path: string,
  options: LoadQuantizedIndexOptions = {},
): Promise<QuantizedIndex> {
  requireKnownOptions<LoadQuantizedIndexOptions>('loadQuantizedIndex', options, { model: true, oversampling: true })
  const { readIndexFile } = await import('#index-file')
  const { header, sections } = await readIndexFile(path, {
    caller,
    kind: 'quantized',
    model: options.model,
    sections: expectedSections,
  })
  const settings = savedOptions<QuantizedIndexOptions>(header, options => quantizedSettings(caller, options), {
    caller,
    path,
  })
  const rescoring = header.settings?.['rescoring'] === 1
  const { dimensions, storage } = settings
  const codes = codeArena(dimensions, storage)
  const rows = new Float32Array(sections.rows!.buffer)
  const scales = new Float32Array(sections.scales?.buffer ?? new ArrayBuffer())
  if (notFinite(rows) !== -1 || notFinite(scales) !== -1) throw wrongContent(caller, path)
  const store = rowStore(rescoring ? dimensions : 0, {
    ...decodeEntries(sections.entries!, header.count, caller),
    rows,
  })
  for (let row = 0; row < header.count; row++) {
    if (rescoring) codes.write(row, rows, row * dimensions)
    else {
      const width = sections.codes!.length / header.count
      if (width !== codes.read(row).codes.length) throw wrongContent(caller, path)
      codes.restore(row, sections.codes!.subarray(row * width, (row + 1) * width), scales[row]!)
    }
  }
  return quantizedIndexOver(store, codes, { ...settings, rescoring, ...options })
}

function expectedSections({ count, dimensions, settings }: IndexHeader): Readonly<Record<string, number | undefined>> {
  return settings?.['rescoring'] === 1
    ? { entries: undefined, rows: 4 * count * dimensions }
    : { entries: undefined, rows: 0, scales: 4 * count, codes: undefined }
}
