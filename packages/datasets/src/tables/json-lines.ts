import { DataError, parseExactJson, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'

/** A line, counted from 1, with its JSON object. */
export interface JsonLine {
  readonly line: number
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * Reads a file of one JSON object a line, one after the other; empty lines are skipped. Whole numbers beyond 2^53 are
 * bigints.
 *
 * @param path UTF-8, or UTF-16 with a byte-order mark, gzip-compressed if it ends in `.gz`.
 * @throws {DataError} naming file and line, if the file cannot be read, or a line holds no JSON object.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { line, value } of jsonLines('queries.jsonl')) console.log(line, value)
 *
 * @see https://jsonlines.org
 */
export async function* jsonLines(path: string, options: ReadOptions = {}): AsyncGenerator<JsonLine> {
  requireKnownOptions<ReadOptions>('jsonLines', options, { signal: true })
  for await (const { line, text } of textLines('jsonLines', path, options)) {
    if (text.trim() !== '') yield { line, value: parse(path, line, text) }
  }
}

function parse(path: string, line: number, text: string): JsonLine['value'] {
  let value: unknown
  try {
    value = parseExactJson(text)
  } catch (cause) {
    throw new DataError(`jsonLines: line ${line} of "${path}" is not JSON. Correct it; the file may be truncated.`, {
      path,
      line,
      cause,
    })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonLine['value']
  throw new DataError(
    `jsonLines: line ${line} of "${path}" holds ` +
      `${Array.isArray(value) ? 'an array' : JSON.stringify(value)?.slice(0, 40)}, expected an object. Give one ` +
      'object a line.',
    { path, line },
  )
}
