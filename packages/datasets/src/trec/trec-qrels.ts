import { DataError, requireKnownOptions } from '@towerkit/core'
import type { BeirJudgement } from '../beir.ts'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'

/**
 * Reads judgements as TREC gives them: a line of query, iteration, document and relevance, separated by white space.
 *
 * @param path UTF-8, gzip-compressed if it ends in `.gz`.
 * @throws {DataError} naming file and line, for a line of another form.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { query, document, relevance } of trecQrels('qrels.txt')) console.log(query, document, relevance)
 *
 * @see https://github.com/usnistgov/trec_eval
 */
export async function* trecQrels(path: string, options: ReadOptions = {}): AsyncGenerator<BeirJudgement> {
  requireKnownOptions<ReadOptions>('trecQrels', options, { signal: true })
  for await (const { line, text } of textLines('trecQrels', path, options)) {
    const fields = text.trim().split(/\s+/)
    if (fields[0] === '') continue
    const [query, , document, grade] = fields
    const relevance = Number(grade)
    if (fields.length !== 4 || !Number.isFinite(relevance))
      throw new DataError(
        `trecQrels: line ${line} of "${path}" has ${fields.length} fields, expected 4: query, iteration, ` +
          'document, and relevance as a number. Correct the line.',
        { path, line, fields: fields.length },
      )
    yield { query: query!, document: document!, relevance }
  }
}
