import { qrelsFrom, type Judgement, type Qrels } from './qrels.ts'
import { trecField, trecLines, trecNumber } from './trec-lines.ts'
import { requireKind } from './require-kind.ts'
import { tableOf, type PlainTable } from './plain-table.ts'

/**
 * Reads judgements in TREC format: a line `query iteration document relevance` each.
 *
 * @param text The content of a qrels file; the iteration is ignored.
 * @throws {DataError} naming the line, if it has not four fields or its relevance is no number; if a document is judged
 *   twice.
 *
 * @example
 * parseQrels('q1 0 d1 2\nq1 0 d2 0\n').get('q1')?.get('d1') // 2
 *
 * @see https://trec.nist.gov/data/qrels_eng/
 */
export function parseQrels(text: string): Qrels {
  requireKind('parseQrels', text, { kind: 'a string', name: 'text', example: 'the text of a file' })
  return qrelsFrom(judgements(text))
}

function* judgements(text: string): Generator<Judgement> {
  for (const { fields, line } of trecLines('parseQrels', text, ['query', 'iteration', 'document', 'relevance'])) {
    const [query, , document, field] = fields as [string, string, string, string]
    yield { query, document, relevance: trecNumber('parseQrels', field, { name: 'relevance', line }) }
  }
}

/**
 * Writes judgements in TREC format. `parseQrels` reads them back unchanged.
 *
 * @returns lines `query 0 document relevance`, each ended.
 * @throws {DataError} if an id is empty or holds white space.
 */
export function formatQrels(qrels: Qrels | PlainTable): string {
  const lines: string[] = []
  for (const [query, documents] of tableOf('formatQrels', 'qrels', qrels)) {
    for (const [document, relevance] of documents) {
      lines.push(`${trecField('formatQrels', query)} 0 ${trecField('formatQrels', document)} ${relevance}\n`)
    }
  }
  return lines.join('')
}
