import { subtopicQrelsFrom, type SubtopicJudgement, type SubtopicQrels } from './subtopic-qrels.ts'
import { trecLines, trecNumber } from './trec-lines.ts'
import { requireKind } from './require-kind.ts'

/**
 * Reads judgements of subtopics in TREC format: a line `query subtopic document relevance` each.
 *
 * @param text The content of a diversity qrels file.
 * @throws {DataError} naming the line, if it has not four fields or its relevance is no number; if a document is judged
 *   twice for a subtopic.
 *
 * @example
 * parseSubtopicQrels('q1 1 d1 1\nq1 2 d1 0\n').get('q1')?.get('d1')?.get('1') // 1
 *
 * @see https://trec.nist.gov/data/web/10/10.diversity-qrels.final
 */
export function parseSubtopicQrels(text: string): SubtopicQrels {
  requireKind('parseSubtopicQrels', text, { kind: 'a string', name: 'text', example: 'the text of a file' })
  return subtopicQrelsFrom(judgements(text))
}

function* judgements(text: string): Generator<SubtopicJudgement> {
  for (const { fields, line } of trecLines('parseSubtopicQrels', text, [
    'query',
    'subtopic',
    'document',
    'relevance',
  ])) {
    const [query, subtopic, document, field] = fields as [string, string, string, string]
    yield { query, subtopic, document, relevance: trecNumber('parseSubtopicQrels', field, { name: 'relevance', line }) }
  }
}
