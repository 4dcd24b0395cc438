import { DataError } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { jsonLines } from '../tables/json-lines.ts'

/** An abstract sentence by sentence. */
export interface SciFactAbstract {
  readonly title: string
  readonly sentences: readonly string[]
}

/**
 * The requested abstracts of a corpus: in SciFact's form, with the sentences as a list, or in BEIR's, with the offsets
 * at which they begin.
 *
 * @throws {DataError} naming file and line, for one without title or sentences.
 */
export async function sciFactAbstracts(
  path: string,
  wanted: ReadonlySet<string>,
  options: ReadOptions,
): Promise<Map<string, SciFactAbstract>> {
  const found = new Map<string, SciFactAbstract>()
  for await (const { line, value } of jsonLines(path, options)) {
    const { doc_id: key, _id: id = key, title, text, abstract, sentence_offsets: offsets } = value
    if (!isKey(id) || !wanted.has(String(id))) continue
    const sentences =
      abstract ??
      (typeof text === 'string' && isAscending(offsets, text.length)
        ? offsets.map((start, i) => text.slice(start, offsets[i + 1]).trim())
        : undefined)
    if (
      typeof title !== 'string' ||
      !Array.isArray(sentences) ||
      !sentences.every(sentence => typeof sentence === 'string')
    )
      throw new DataError(
        `sciFactClaims: line ${line} of "${path}" has no "title", or neither "abstract" as a list of sentences ` +
          'nor "text" with "sentence_offsets". Correct the line.',
        { path, line },
      )
    found.set(String(id), { title, sentences: sentences as string[] })
  }
  return found
}

function isAscending(offsets: unknown, length: number): offsets is number[] {
  return (
    Array.isArray(offsets) &&
    offsets[0] === 0 &&
    offsets.every((start, i) => Number.isSafeInteger(start) && start < length && (i === 0 || start > offsets[i - 1]))
  )
}

/** Whether a value is an id: a text, or a whole number. */
export function isKey(value: unknown): value is string | number {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value)
}
