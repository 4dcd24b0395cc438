import { stat } from 'node:fs/promises'
import { DataError, MissingPeerError, TowerkitError, requireKnownOptions } from '@towerkit/core'
import { parserThread, type ParserThread } from '../parser-thread.ts'
import type { ReadOptions } from '../read-options.ts'
import { requireGoingOn } from '../require-going-on.ts'

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
 * Reads a Parquet file row by row; one group of rows is held at a time, parsed in a thread of its own.
 *
 * Whole numbers are numbers if they are exact (up to 2^53), else bigints; times are `Date`; lists arrays, structures
 * objects, what is missing null.
 *
 * @throws {MissingPeerError} if the packages `hyparquet` and `hyparquet-compressors` are not installed.
 * @throws {DataError} naming the file and the first row of the group, if the file is truncated, malformed, or lacks a
 *   column, or a group takes longer than
 * 20 seconds and one for each 100 kB.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { value } of parquetRows('train-00000-of-00001.parquet', { columns: ['title', 'text'] }))
 *   console.log(value.title)
 *
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function* parquetRows(path: string, options: ParquetRowsOptions = {}): AsyncGenerator<ParquetRow> {
  requireKnownOptions<ParquetRowsOptions>('parquetRows', options, { columns: true, signal: true })
  requireGoingOn('parquetRows', options.signal)
  await requirePeers()
  const thread = parserThread()
  try {
    yield* rowsBy(thread, path, options)
  } finally {
    await thread.close()
  }
}

/** The rows by a thread of the caller's. */
export async function* rowsBy(
  thread: ParserThread,
  path: string,
  { columns, signal }: ParquetRowsOptions,
): AsyncGenerator<ParquetRow> {
  const failed = (row: number, cause: unknown) => {
    requireGoingOn('parquetRows', signal)
    return TowerkitError.is(cause)
      ? cause
      : new DataError(
          `parquetRows: "${path}" cannot be read from row ${row} on: ${(cause as Error).message}. Give a whole ` +
            'Parquet file.',
          { path, row, cause },
        )
  }
  const { size } = await stat(path).catch((cause: unknown) => {
    throw failed(1, cause)
  })
  const { columns: names, groups } = await thread
    .run('parquetContents', path, { bytes: size, signal })
    .catch((cause: unknown) => {
      throw failed(1, cause)
    })
  const lacking = columns?.find(column => !names.includes(column))
  if (lacking !== undefined)
    throw new DataError(
      `parquetRows: "${path}" has no column "${lacking}", but ${names.join(', ')}. Name one of these.`,
      { path, column: lacking, columns: names },
    )
  let row = 0
  for (const group of groups) {
    const end = row + group.rows
    const rows = await thread
      .run('parquetGroup', { path, start: row, end, columns }, { bytes: size, signal })
      .catch((cause: unknown) => {
        throw failed(row + 1, cause)
      })
    if (rows.length !== group.rows)
      throw new DataError(
        `parquetRows: the group at row ${row + 1} of "${path}" has ${rows.length} rows, expected ${group.rows}. ` +
          'Give a whole Parquet file.',
        { path, row: row + 1, rows: rows.length, expected: group.rows },
      )
    for (const value of rows) {
      requireGoingOn('parquetRows', signal)
      yield { row: ++row, value: value as ParquetRow['value'] }
    }
  }
}

async function requirePeers(): Promise<void> {
  try {
    await Promise.all([import('hyparquet'), import('hyparquet-compressors')])
  } catch (cause) {
    throw new MissingPeerError(
      'parquetRows: the packages "hyparquet" and "hyparquet-compressors", which read Parquet, are not installed. ' +
        'Run `npm install hyparquet hyparquet-compressors`.',
      { cause },
    )
  }
}
