import { DataError } from '@towerkit/core'

/** White space as trec_eval has it, which is that of C. Others, such as the ideographic space, may be in an id. */
const separator = /[ \t\r\n\f\v]+/

/** A line, counted from 1. */
export interface TrecLine {
  readonly fields: readonly string[]
  readonly line: number
}

/**
 * The fields of each line of a TREC file, which are separated by white space; empty lines are skipped.
 *
 * @throws {DataError} naming the line, if it has another number of fields than `names`.
 */
export function* trecLines(caller: string, text: string, names: readonly string[]): Generator<TrecLine> {
  let line = 0
  let start = text.startsWith('\uFEFF') ? 1 : 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const fields = text
      .slice(start, end === -1 ? text.length : end)
      .split(separator)
      .filter(field => field !== '')
    start = end === -1 ? text.length : end + 1
    line++
    if (fields.length === 0) continue
    if (fields.length !== names.length) {
      throw new DataError(
        `${caller}: line ${line} has ${fields.length} fields, expected ${names.length}: ${names.join(' ')}.`,
        { line, fields: fields.length, expected: names.length },
      )
    }
    yield { fields, line }
  }
}

/** The number that a field holds. @throws {DataError} naming the line, if it holds none. */
export function trecNumber(
  caller: string,
  field: string,
  { name, line }: { readonly name: string; readonly line: number },
): number {
  const value = numeric.test(field) ? Number(field) : Number.NaN
  if (!Number.isFinite(value))
    throw new DataError(`${caller}: ${name} of line ${line} is "${field}". Give a finite number.`, {
      line,
      [name]: field,
    })
  return value
}

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The text itself. @throws {DataError} if a TREC file cannot hold it as a field. */
export function trecField(caller: string, text: string): string {
  if (text === '' || separator.test(text)) {
    throw new DataError(
      `${caller}: "${text}" is empty or holds white space, which separates the fields. Give other ids.`,
      { text },
    )
  }
  return text
}
