import { DataError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'

/** A document that a system found for a query. */
export interface TrecResult {
  readonly query: string
  readonly document: string
  /** As the file says; trec_eval and `@towerkit/evaluation` go by the score. */
  readonly rank: number
  /** The higher, the better. */
  readonly score: number
  /** Name of the system. */
  readonly tag: string
}

/**
 * Reads a run as TREC has it: a line of query, Q0, document, rank, score and tag, separated by white space.
 *
 * @param path UTF-8, gzip-compressed if it ends in `.gz`.
 * @throws {DataError} naming file and line, for a line of another form.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { query, document, score } of trecRun('bm25.run.gz')) console.log(query, document, score)
 *
 * @see https://github.com/usnistgov/trec_eval
 */
export async function* trecRun(path: string, options: ReadOptions = {}): AsyncGenerator<TrecResult> {
  requireKnownOptions<ReadOptions>('trecRun', options, { signal: true })
  for await (const { line, text } of textLines('trecRun', path, options)) {
    const fields = text.trim().split(/\s+/)
    if (fields[0] === '') continue
    const [query, , document, rank, score, tag] = fields
    if (fields.length !== 6 || !Number.isFinite(Number(rank)) || !Number.isFinite(Number(score)))
      throw new DataError(
        `trecRun: line ${line} of "${path}" has ${fields.length} fields, expected 6: query, Q0, document, rank ` +
          'and score as numbers, and tag. Correct the line.',
        { path, line, fields: fields.length },
      )
    yield { query: query!, document: document!, rank: Number(rank), score: Number(score), tag: tag! }
  }
}
