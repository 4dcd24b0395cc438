import { DataError, requireKnownOptions } from '@towerkit/core'
import type { BeirJudgement } from '../beir.ts'
import type { ReadOptions } from '../read-options.ts'
import { chooseColumns } from '../tables/choose-columns.ts'
import { isTable, tableRows } from '../tables/table-rows.ts'
import { textLines } from '../text-lines.ts'
import { trecQrels } from '../trec/trec-qrels.ts'

const usual = {
  query: ['query-id', 'qid', 'query', 'topic'],
  document: ['corpus-id', 'document-id', 'doc-id', 'docid', 'docno', 'pid', 'document'],
  relevance: ['score', 'relevance', 'rel', 'label'],
}

/**
 * Reads judgements: TREC's lines of four fields (query, iteration, document, relevance), whatever the file is called,
 * or a table with columns of queries, documents and their relevance, as BEIR's qrels/test.tsv is.
 *
 * @throws {DataError} naming file and line, for a field that is missing or a relevance that is no number.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { query, document, relevance } of readJudgements('qrels.txt'))
 *   console.log(query, document, relevance)
 */
export async function* readJudgements(path: string, options: ReadOptions = {}): AsyncGenerator<BeirJudgement> {
  requireKnownOptions<ReadOptions>('readJudgements', options, { signal: true })
  if (!isTable(path) || (await isTrec(path, options))) yield* trecQrels(path, options)
  else yield* judgementsOfTable(path, options)
}

async function* judgementsOfTable(path: string, options: ReadOptions): AsyncGenerator<BeirJudgement> {
  let columns: { readonly [Part in keyof typeof usual]?: string } | undefined
  for await (const { line, value } of tableRows(path, options)) {
    columns ??= chooseColumns('readJudgements', {
      path,
      names: Object.keys(value),
      given: {},
      usual,
      required: ['query', 'document', 'relevance'],
    })
    const query = String(value[columns.query!] ?? '')
    const document = String(value[columns.document!] ?? '')
    const written = String(value[columns.relevance!] ?? '')
    const relevance = written.trim() === '' ? Number.NaN : Number(written)
    if (query === '' || document === '' || !Number.isFinite(relevance))
      throw new DataError(
        `readJudgements: line ${line} of "${path}" has the query "${query}", the document "${document}" and the ` +
          `relevance "${written}". Give all three, the last a number.`,
        { path, line },
      )
    yield { query, document, relevance }
  }
}

async function isTrec(path: string, options: ReadOptions): Promise<boolean> {
  for await (const { text } of textLines('readJudgements', path, options))
    if (text.trim() !== '') return /^\s*\S+\s+\S+\s+\S+\s+-?\d+\s*$/.test(text)
  return false
}
