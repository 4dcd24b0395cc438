import { DataError, parseExactJson, TowerkitError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textChunks } from '../text-chunks.ts'
import { jsonLines, type JsonLine } from './json-lines.ts'

/** Characters of the longest array that is read: it is held whole. */
const longestArray = 1 << 28

/**
 * Reads a .json file: an array of objects, or, as many are in spite of their name, an object a line.
 *
 * @returns the objects, of an array with their number from 1 as `line`.
 * @throws {DataError} if it is neither, or an array of more than 268 million characters.
 */
export async function* jsonRows(path: string, options: ReadOptions = {}): AsyncGenerator<JsonLine> {
  requireKnownOptions<ReadOptions>('jsonRows', options, { signal: true })
  const pieces: string[] = []
  let length = 0
  let isArray: boolean | undefined
  for await (const chunk of textChunks('jsonRows', path, options)) {
    pieces.push(chunk)
    length += chunk.length
    const [first] = /\S/.exec(isArray === undefined ? pieces.join('') : '') ?? []
    if (first !== undefined) isArray = first === '['
    if (isArray === false) break
    if (length > longestArray)
      throw new DataError(
        `jsonRows: "${path}" is an array of more than ${longestArray} characters. Convert it to one object a line, ` +
          '.jsonl.',
        { path },
      )
  }
  if (isArray === false) {
    yield* objectsOf(path, options)
    return
  }
  const rows = parsed(path, pieces.join('') || '[]')
  for (const [i, value] of rows.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new DataError(
        `jsonRows: element ${i + 1} of "${path}" is ${JSON.stringify(value)?.slice(0, 40)}, expected an object. Give ` +
          'an array of objects.',
        { path, line: i + 1 },
      )
    yield { line: i + 1, value: value as JsonLine['value'] }
  }
}

function parsed(path: string, text: string): unknown[] {
  try {
    return parseExactJson(text) as unknown[]
  } catch (cause) {
    throw new DataError(`jsonRows: "${path}" is not JSON. Correct it; the file may be truncated.`, { path, cause })
  }
}

/** An object a line, or a single one over several lines. */
async function* objectsOf(path: string, options: ReadOptions): AsyncGenerator<JsonLine> {
  let read = 0
  try {
    for await (const row of jsonLines(path, options)) {
      read++
      yield row
    }
  } catch (cause) {
    if (read > 0 || !TowerkitError.is(cause) || cause.code !== 'data') throw cause
    throw new DataError(`jsonRows: "${path}" is neither an array of objects nor an object a line. Give one of these.`, {
      path,
      cause,
    })
  }
}
