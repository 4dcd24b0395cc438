import { DataError, requireKnownOptions } from '@towerkit/core'
import { chooseColumns } from '../tables/choose-columns.ts'
import type { DocumentTableOptions } from '../tables/documents-of-table.ts'
import { tableColumns } from '../tables/table-columns.ts'
import { tableRows } from '../tables/table-rows.ts'
import { typedFields } from '../tables/typed-fields.ts'

/** Options of `readItems`. */
export interface ReadItemsOptions extends Omit<DocumentTableOptions, 'columns'> {
  /**
   * Column of the item's id. Default, without regard to case, blanks, `_` and `-`: the first of item, item_id, iid,
   * movie_id, product_id, article_id, track_id, book_id, asin and id.
   */
  readonly columns?: { readonly id?: string }
}

/** An item with what is known of it. */
export interface TableItem {
  readonly id: string
  /** The other columns, with their types. */
  readonly fields: Readonly<Record<string, unknown>>
}

const usual = {
  id: ['item', 'item_id', 'iid', 'movie_id', 'product_id', 'article_id', 'track_id', 'book_id', 'asin', 'id'],
}

/**
 * Reads a table of items: an id and what is known of it. The table is read twice, first for its columns.
 *
 * @param path A file that `tableRows` reads.
 * @throws {DataError} naming file and line, for an id that is missing or comes twice, and as `tableRows` does.
 * @throws {ArgumentError} for a file of an unknown kind, or a column or type that there is not.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, fields } of readItems('movies.csv')) console.log(id, fields.title)
 */
export async function* readItems(path: string, chosen: ReadItemsOptions = {}): AsyncGenerator<TableItem> {
  const {
    columns: given = {},
    types,
    ...options
  } = requireKnownOptions('readItems', chosen, {
    columns: true,
    separator: true,
    quotes: true,
    signal: true,
    types: true,
  })
  const columns = await tableColumns('readItems', path, { ...options, ...(types && { types }) })
  if (columns.size === 0) return
  const { id: column } = chooseColumns('readItems', {
    path,
    names: [...columns.keys()],
    given,
    usual,
    required: ['id'],
  })
  const seen = new Set<string>()
  for await (const row of tableRows(path, options)) {
    const wrong = (fact: string) =>
      new DataError(`readItems: line ${row.line} of "${path}" ${fact}. Correct the line, or name another column.`, {
        path,
        line: row.line,
      })
    const key = row.value[column!]
    const id = typeof key === 'bigint' || Number.isSafeInteger(key) ? String(key) : key
    if (typeof id !== 'string' || id.trim() === '') throw wrong(`has no "${column}" that is a text or a whole number`)
    if (seen.has(id)) throw wrong(`has the item "${id}" of an earlier line`)
    seen.add(id)
    yield { id, fields: typedFields('readItems', row, { path, columns, without: [column] }) }
  }
}
