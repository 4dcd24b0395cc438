import { DataError, requireKnownOptions } from '@towerkit/core'
import type { BeirQuery } from '../beir.ts'
import { chooseColumns } from '../tables/choose-columns.ts'
import type { DelimitedTextOptions } from '../tables/delimited-text.ts'
import { tableRows } from '../tables/table-rows.ts'

/** Options of `readQueries`. */
export interface ReadQueriesOptions extends Omit<DelimitedTextOptions, 'columns'> {
  /**
   * Columns of the table. Default, without regard to case, blanks, `_` and `-`: for the id the first of _id, id,
   * query_id, qid and topic; for the text the first of text, query, question and title.
   */
  readonly columns?: { readonly id?: string; readonly text?: string }
}

const usual = {
  id: ['_id', 'id', 'query_id', 'qid', 'topic'],
  text: ['text', 'query', 'question', 'title'],
}

/**
 * Reads queries with their ids from a table.
 *
 * @param path A file that `tableRows` reads; BEIR's queries.jsonl is one. A .csv or .tsv has its columns in the first
 *   row.
 * @throws {DataError} naming file and line, for an id that is missing or comes twice, or a text that is missing.
 * @throws {ArgumentError} for a file of an unknown kind, or a column that it does not have.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, text } of readQueries('queries.tsv')) console.log(id, text)
 */
export async function* readQueries(path: string, chosen: ReadQueriesOptions = {}): AsyncGenerator<BeirQuery> {
  const { columns: given = {}, ...options } = requireKnownOptions('readQueries', chosen, {
    columns: true,
    separator: true,
    quotes: true,
    signal: true,
  })
  let columns: { readonly id?: string; readonly text?: string } | undefined
  const seen = new Set<string>()
  for await (const { line, value } of tableRows(path, options)) {
    columns ??= chooseColumns('readQueries', {
      path,
      names: Object.keys(value),
      given,
      usual,
      required: ['id', 'text'],
    })
    const wrong = (fact: string) =>
      new DataError(`readQueries: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line })
    const key = value[columns.id!]
    const id = typeof key === 'bigint' || Number.isSafeInteger(key) ? String(key) : key
    const text = value[columns.text!]
    if (typeof id !== 'string' || id === '') throw wrong(`has no "${columns.id}" that is a text or a whole number`)
    if (typeof text !== 'string' || text.trim() === '') throw wrong(`has no "${columns.text}" that is a text`)
    if (seen.has(id)) throw wrong(`has the query "${id}" of an earlier line`)
    seen.add(id)
    yield { id, text }
  }
}
