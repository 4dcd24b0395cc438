import { DataError } from '@towerkit/core'

/** A number for each pair of a query and a document: query id -> document id -> number. */
export type QueryTable = ReadonlyMap<string, ReadonlyMap<string, number>>

/**
 * Collects rows into a table, in the order in which they come.
 *
 * @param caller Names the public function in messages.
 * @param rows Query id, document id, number.
 * @param accepts Whether a number may be in the table.
 * @throws {DataError} if a pair comes twice, or a number is not accepted.
 */
export function queryTable(
  caller: string,
  rows: Iterable<readonly [query: string, document: string, value: number]>,
  accepts: (value: number) => boolean,
): QueryTable {
  const table = new Map<string, Map<string, number>>()
  let query: string | undefined
  let documents: Map<string, number> | undefined
  for (const [nextQuery, document, value] of rows) {
    if (documents === undefined || nextQuery !== query) {
      query = nextQuery
      documents = table.get(query)
      if (documents === undefined) table.set(query, (documents = new Map()))
    }
    if (!accepts(value)) throw invalidNumber(caller, nextQuery, document, value)
    if (documents.has(document)) {
      throw new DataError(`${caller}: document "${document}" of query "${query}" comes twice. Keep one of them.`, {
        query,
        document,
      })
    }
    documents.set(document, value)
  }
  return table
}

/** The error of a number that measures cannot use. */
export function invalidNumber(caller: string, query: string, document: string, value: number): DataError {
  return new DataError(`${caller}: document "${document}" of query "${query}" has ${value}. Give a number.`, {
    query,
    document,
    value,
  })
}
