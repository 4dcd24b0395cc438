import { DataError } from '@towerkit/core'
import { qrelsFrom, type Judgement, type Qrels } from './qrels.ts'
import { trecNumber } from './trec-lines.ts'
import { requireKind } from './require-kind.ts'
import { tableOf, type PlainTable } from './plain-table.ts'

/**
 * Reads judgements in the format of BEIR: lines `query <tab> document <tab> relevance`, below a line of names.
 *
 * @param text The content of a file such as qrels/test.tsv.
 * @throws {DataError} naming the line, if the names are missing, a line has not three fields, or its relevance is no
 *   number; if a document is judged twice.
 *
 * @example
 * parseBeirQrels('query-id\tcorpus-id\tscore\nq1\td1\t2\n').get('q1')?.get('d1') // 2
 *
 * @see Thakur et al., BEIR, NeurIPS 2021, https://arxiv.org/abs/2104.08663
 */
export function parseBeirQrels(text: string): Qrels {
  requireKind('parseBeirQrels', text, { kind: 'a string', name: 'text', example: 'the text of a file' })
  return qrelsFrom(judgements(text))
}

function* judgements(text: string): Generator<Judgement> {
  for (const [i, each] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (each.trim() === '') continue
    const fields = each.split('\t')
    if (fields.length !== 3)
      throw new DataError(
        `parseBeirQrels: line ${i + 1} has ${fields.length} fields, expected 3: query document relevance.`,
        { line: i + 1, fields: fields.length },
      )
    const [query, document, field] = fields as [string, string, string]
    if (i === 0) {
      if (field !== 'score')
        throw new DataError(
          `parseBeirQrels: line 1 is "${each}". Give a first line of names: query-id, corpus-id and score.`,
          { line: 1 },
        )
      continue
    }
    yield { query, document, relevance: trecNumber('parseBeirQrels', field, { name: 'relevance', line: i + 1 }) }
  }
}

/**
 * Writes judgements in the format of BEIR. `parseBeirQrels` reads them back unchanged.
 *
 * @throws {DataError} if an id is empty or holds a tab or a line break.
 */
export function formatBeirQrels(qrels: Qrels | PlainTable): string {
  const lines = ['query-id\tcorpus-id\tscore\n']
  for (const [query, documents] of tableOf('formatBeirQrels', 'qrels', qrels)) {
    for (const [document, relevance] of documents) {
      const wrong = [query, document].find(id => id === '' || /[\t\r\n]/.test(id))
      if (wrong !== undefined)
        throw new DataError(
          `formatBeirQrels: "${wrong}" is empty or holds a tab or a line break, which separate the fields. Give ` +
            'other ids.',
          { id: wrong },
        )
      lines.push(`${query}\t${document}\t${relevance}\n`)
    }
  }
  return lines.join('')
}
