import { requireKnownOptions } from '@towerkit/core'
import { rankedDocuments } from './ranked-documents.ts'
import { runFrom, type Run, type ScoredDocument } from './run.ts'
import { trecField, trecLines, trecNumber } from './trec-lines.ts'
import { requireKind } from './require-kind.ts'
import { tableOf, type PlainTable } from './plain-table.ts'

/**
 * Reads a run in TREC format: a line `query Q0 document rank score tag` each.
 *
 * @param text The content of a run file. As in trec_eval the score ranks; the rank and the tag are ignored.
 * @throws {DataError} naming the line, if it has not six fields or its score is no number; if a document comes twice.
 *
 * @example
 * parseRun('q1 Q0 d7 1 12.5 bm25\n').get('q1')?.get('d7') // 12.5
 *
 * @see https://github.com/usnistgov/trec_eval, README, "run file format"
 */
export function parseRun(text: string): Run {
  requireKind('parseRun', text, { kind: 'a string', name: 'text', example: 'the text of a file' })
  return runFrom(scoredDocuments(text))
}

function* scoredDocuments(text: string): Generator<ScoredDocument> {
  for (const { fields, line } of trecLines('parseRun', text, ['query', 'Q0', 'document', 'rank', 'score', 'tag'])) {
    const [query, , document, , field] = fields as [string, string, string, string, string]
    yield { query, document, score: trecNumber('parseRun', field, { name: 'score', line }) }
  }
}

/**
 * Writes a run in TREC format, best first. `parseRun` reads back the same scores.
 *
 * @param run Scores must be finite.
 * @param options.tag Names the system, without white space. Default 'towerkit'.
 * @returns lines `query Q0 document rank score tag`, ranks from 1, each ended.
 * @throws {DataError} if an id or the tag is empty or holds white space, or a score is not finite.
 */
export function formatRun(run: Run | PlainTable, options: { readonly tag?: string } = {}): string {
  const { tag = 'towerkit' } = requireKnownOptions<{ readonly tag?: string }>('formatRun', options, { tag: true })
  trecField('formatRun', tag)
  const lines: string[] = []
  for (const [query, documents] of tableOf('formatRun', 'run', run)) {
    trecField('formatRun', query)
    for (const [i, document] of rankedDocuments(documents).entries()) {
      const score = trecNumber('formatRun', `${documents.get(document)}`, { name: 'score', line: lines.length + 1 })
      lines.push(`${query} Q0 ${trecField('formatRun', document)} ${i + 1} ${score} ${tag}\n`)
    }
  }
  return lines.join('')
}
