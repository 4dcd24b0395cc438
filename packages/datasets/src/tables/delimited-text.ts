import { pipeline } from 'node:stream/promises'
import { ArgumentError, DataError, TowerkitError, requireKnownOptions } from '@towerkit/core'
import { CsvError, parse } from 'csv-parse'
import type { ReadOptions } from '../read-options.ts'
import { textChunks } from '../text-chunks.ts'

/** Options of `delimitedText`. */
export interface DelimitedTextOptions extends ReadOptions {
  /**
   * One character between fields. Default: a tab for `.tsv` and `.tsv.gz`, else a comma, or what the first line has
   * instead: semicolons or, if there are none, tabs.
   */
  readonly separator?: string
  /**
   * Whether `"` encloses fields as in RFC 4180; without, it is a character as any other. Default true; between tabs
   * only at the beginning of a field, so that `5" pipe` is one.
   */
  readonly quotes?: boolean
  /** Names of the columns, for a file without a header. Default: the first row. */
  readonly columns?: readonly string[]
}

/** A row with the line on which it ends, counted from 1. */
export interface DelimitedRow {
  readonly line: number
  readonly value: Readonly<Record<string, string>>
}

/**
 * Reads a CSV or TSV file row by row; empty lines are skipped.
 *
 * @param path UTF-8, or UTF-16 with a byte-order mark, gzip-compressed if it ends in `.gz`.
 * @returns each row by the names of the columns.
 * @throws {ArgumentError} for a separator that is not one character.
 * @throws {DataError} naming file and line, for a column named twice, a row with another number of fields, or a quote
 *   that does not end.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { value } of delimitedText('films.csv')) console.log(value.title)
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* delimitedText(path: string, options: DelimitedTextOptions = {}): AsyncGenerator<DelimitedRow> {
  const {
    separator: given,
    quotes = true,
    columns,
    signal,
  } = requireKnownOptions<DelimitedTextOptions>('delimitedText', options, {
    separator: true,
    quotes: true,
    columns: true,
    signal: true,
  })
  if (given !== undefined && (given.length !== 1 || /["\r\n]/.test(given)))
    throw new ArgumentError(
      `delimitedText: separator ${JSON.stringify(given)}. Give one character, no quote or line end.`,
      { separator: given },
    )
  const { text, separator } = await begin(
    textChunks('delimitedText', path, signal ? { signal } : {}),
    given ?? (/\.tsv(\.gz)?$/.test(path) ? '\t' : undefined),
  )
  const parser = parse({
    delimiter: separator,
    quote: quotes ? '"' : false,
    relax_quotes: separator === '\t',
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1 << 26,
  })
  // Its failure destroys the parser with the error, which the loop below then throws.
  const reading = pipeline(text, parser).catch(() => {})
  let names = columns && requireNames(path, columns)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const line = info.lines
      if (!names) names = requireNames(path, record)
      else if (record.length !== names.length)
        throw new DataError(
          `delimitedText: the row at line ${line} of "${path}" has ${record.length} fields, expected ` +
            `${names.length}: ${names.join(', ')}. Correct the row or the separator.`,
          { path, line, fields: record.length, expected: names.length },
        )
      else yield { line, value: Object.fromEntries(names.map((name, i) => [name, record[i]!])) }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError) || TowerkitError.is(cause)) throw cause
    const line = Number(Reflect.get(cause, 'lines'))
    throw new DataError(
      `delimitedText: line ${line} of "${path}" is malformed: ${cause.message.replace(/\.$/, '')}. Correct the ` +
        'quotes; the file may be truncated.',
      { path, line, cause },
    )
  } finally {
    parser.destroy()
    await reading
  }
}

/** Reads the first line if it determines the separator. @returns the whole text, and the separator. */
async function begin(
  text: AsyncGenerator<string>,
  known: string | undefined,
): Promise<{ readonly text: AsyncIterable<string>; readonly separator: string }> {
  if (known !== undefined) return { text, separator: known }
  let start = ''
  let ended = false
  while (!ended && !/[^\r\n][\r\n]/.test(start) && start.length < longestLine) {
    const { value = '', done } = await text.next()
    start += value
    ended = done === true
  }
  const [first = ''] = /[^\r\n]+/.exec(start) ?? []
  const whole = async function* () {
    try {
      yield start
      yield* text
    } finally {
      // Who stops at the first piece has not come to the second.
      await text.return(undefined)
    }
  }
  return { text: whole(), separator: [',', ';', '\t'].find(mark => first.includes(mark)) ?? ',' }
}

/** Characters of a first line that is looked at. */
const longestLine = 1 << 16

function requireNames(path: string, names: readonly string[]): readonly string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return names
  throw new DataError(
    `delimitedText: "${path}" names the column "${twice}" twice. Give each column a name of its own, or \`columns\`.`,
    { path, column: twice, line: 1 },
  )
}
