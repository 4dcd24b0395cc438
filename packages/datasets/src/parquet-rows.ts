import { open, type FileHandle } from 'node:fs/promises'
import { DataError, MissingPeerError, TowerkitError } from '@towerkit/core'
import { requireGoingOn } from './require-going-on.ts'
import type { ReadOptions } from './read-options.ts'

/** Options of `parquetRows`. */
export interface ParquetRowsOptions extends ReadOptions {
  /** Columns that are read; the others are not even decompressed. Default all. */
  readonly columns?: readonly string[]
}

/** A row, counted from 1. */
export interface ParquetRow {
  readonly row: number
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * Reads a Parquet file row by row; one group of rows is held at a time.
 *
 * Whole numbers are numbers where they are exact (up to 2^53), else bigints; times are `Date`; lists arrays, structures objects, what is missing null.
 *
 * @throws {MissingPeerError} if the packages `hyparquet` and `hyparquet-compressors` are not installed.
 * @throws {DataError} naming the file and the first row of the group, if the file is truncated, malformed, or lacks a column.
 * @throws {AbortedError} at the signal, between groups.
 *
 * @example
 * for await (const { value } of parquetRows('train-00000-of-00001.parquet', { columns: ['title', 'text'] })) console.log(value.title)
 *
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function* parquetRows(path: string, { columns, signal }: ParquetRowsOptions = {}): AsyncGenerator<ParquetRow> {
  requireGoingOn('parquetRows', signal)
  const { hyparquet: { parquetMetadataAsync, parquetReadObjects, parquetSchema }, compressors } = await peers()
  const malformed = (row: number, cause: unknown) => TowerkitError.is(cause) ? cause : new DataError(`parquetRows: "${path}" cannot be read from row ${row} on: ${(cause as Error).message}. Give a whole Parquet file.`, { path, row, cause })
  const handle = await open(path).catch((cause: unknown) => { throw malformed(1, cause) })
  try {
    const { size } = await handle.stat()
    const file = { byteLength: size, slice: (start: number, end = size) => bytesOf(handle, start, end) }
    const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => { throw malformed(1, cause) })
    const names = parquetSchema(metadata).children.map(({ element }) => element.name)
    const lacking = columns?.find(column => !names.includes(column))
    if (lacking !== undefined) throw new DataError(`parquetRows: "${path}" has no column "${lacking}", but ${names.join(', ')}. Name one of these.`, { path, column: lacking, columns: names })
    let row = 0
    for (const group of metadata.row_groups) {
      requireGoingOn('parquetRows', signal)
      const rowEnd = row + Number(group.num_rows)
      const rows = await parquetReadObjects({ file, metadata, rowStart: row, rowEnd, compressors, ...(columns && { columns: [...columns] }) }).catch((cause: unknown) => { throw malformed(row + 1, cause) })
      if (rows.length !== rowEnd - row) throw new DataError(`parquetRows: the group at row ${row + 1} of "${path}" has ${rows.length} rows, expected ${rowEnd - row}. Give a whole Parquet file.`, { path, row: row + 1, rows: rows.length, expected: rowEnd - row })
      for (const value of rows) {
        requireGoingOn('parquetRows', signal)
        yield { row: ++row, value: plain(value) as ParquetRow['value'] }
      }
    }
  } finally {
    await handle.close()
  }
}

async function bytesOf(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const size = (await handle.stat()).size
  if (!(start >= 0 && start <= end && end <= size)) throw new Error(`bytes ${start} to ${end} of ${size} are wanted`)
  const bytes = new Uint8Array(end - start)
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) throw new Error(`it ends at byte ${start + at}`)
    at += bytesRead
  }
  return bytes.buffer
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

async function peers() {
  try {
    const [hyparquet, { compressors }] = await Promise.all([import('hyparquet'), import('hyparquet-compressors')])
    return { hyparquet, compressors }
  } catch (cause) {
    throw new MissingPeerError('parquetRows: the packages "hyparquet" and "hyparquet-compressors", which read Parquet, are not installed. Run `npm install hyparquet hyparquet-compressors`.', { cause })
  }
}
