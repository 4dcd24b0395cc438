import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { delimitedText, type DelimitedTextOptions } from './delimited-text.ts'
import { jsonLines } from './json-lines.ts'
import { jsonRows } from './json-rows.ts'
import { parquetRows } from './parquet-rows.ts'

/** A row of a table with its position: the line on which it ends, or in Parquet and .json the number
 * of the row, from 1. */
export interface TableRow {
  readonly line: number
  readonly value: Readonly<Record<string, unknown>>
}

const readers = [
  { pattern: /\.(jsonl|ndjson)(\.gz)?$/i, read: jsonLines },
  { pattern: /\.json(\.gz)?$/i, read: jsonRows },
  { pattern: /\.(csv|tsv)(\.gz)?$/i, read: delimitedText },
  { pattern: /\.parquet$/i, read: rowsOfParquet },
]

/** Whether the name of a file is one that `tableRows` reads. */
export function isTable(path: string): boolean {
  return readers.some(({ pattern }) => pattern.test(path))
}

/** Whether all fields of such a table are texts, whatever they look like. */
export function hasTextsOnly(path: string): boolean {
  return readers.some(({ pattern, read }) => read === delimitedText && pattern.test(path))
}

/**
 * Reads a table row by row: .jsonl, .ndjson, .json (an array of objects), .csv or .tsv, each of them also as .gz, or
 * .parquet.
 *
 * @param options `separator`, `quotes` and `columns` concern .csv and .tsv.
 * @throws {ArgumentError} for another name.
 * @throws {DataError} and {MissingPeerError} as `jsonLines`, `delimitedText` and `parquetRows` do.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { line, value } of tableRows('films.parquet')) console.log(line, value.title)
 */
export function tableRows(path: string, options: DelimitedTextOptions = {}): AsyncIterable<TableRow> {
  requireKnownOptions<DelimitedTextOptions>('tableRows', options, {
    separator: true,
    quotes: true,
    columns: true,
    signal: true,
  })
  const reader = readers.find(({ pattern }) => pattern.test(path))
  if (!reader)
    throw new ArgumentError(
      `tableRows: "${path}" is no table by its name. Give a file that ends in .jsonl, .ndjson, .json, .csv, .tsv ` +
        '(or one of these with .gz) or .parquet.',
      { path },
    )
  return reader.read(path, options)
}

async function* rowsOfParquet(path: string, { signal }: DelimitedTextOptions): AsyncGenerator<TableRow> {
  for await (const { row, value } of parquetRows(path, signal ? { signal } : {})) yield { line: row, value }
}
