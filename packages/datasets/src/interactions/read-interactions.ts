import { DataError, requireKnownOptions } from '@towerkit/core'
import { chooseColumns } from '../tables/choose-columns.ts'
import type { DelimitedTextOptions } from '../tables/delimited-text.ts'
import { tableRows } from '../tables/table-rows.ts'
import type { Interaction } from './interaction.ts'
import { parseTime } from './parse-time.ts'

/** Options of `readInteractions`. */
export interface ReadInteractionsOptions extends Omit<DelimitedTextOptions, 'columns'> {
  /**
   * Columns of the table. Default, without regard to case, blanks, `_` and `-`: for the user the first of user,
   * user_id, uid, visitor_id, customer_id, reviewer_id and session_id; for the item item, item_id, iid, movie_id,
   * product_id, article_id, track_id, book_id and asin; for the time time, timestamp, ts, unix_review_time, datetime,
   * date and created_at; for the type type, event, event_type, action and behavior, else none; for the value value,
   * rating, score, weight and count, else none.
   */
  readonly columns?: { readonly [Part in keyof Interaction]?: string }
}

const usual = {
  user: ['user', 'user_id', 'uid', 'visitor_id', 'customer_id', 'reviewer_id', 'session_id'],
  item: ['item', 'item_id', 'iid', 'movie_id', 'product_id', 'article_id', 'track_id', 'book_id', 'asin'],
  time: ['time', 'timestamp', 'ts', 'unix_review_time', 'datetime', 'date', 'created_at'],
  type: ['type', 'event', 'event_type', 'action', 'behavior'],
  value: ['value', 'rating', 'score', 'weight', 'count'],
}

/**
 * Reads who had what and when from a table, row by row. MovieLens's ratings.csv is one.
 *
 * @param path A file that `tableRows` reads: CSV, TSV, JSON Lines or Parquet.
 * @returns interactions in the order of the file, which says nothing: `historiesOf` puts them in order. An interaction
 *   that comes twice is given twice.
 * @throws {DataError} naming file and line, for a user or an item that is missing; for a time that is missing,
 *   negative, not finite, or over 2^53 (nanoseconds are); for a value that is no finite number; and as `tableRows`
 *   does, for a file that is cut, wrongly quoted or not UTF-8.
 * @throws {ArgumentError} for a file of an unknown kind, or a column that it does not have.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { user, item, time } of readInteractions('ratings.csv')) console.log(user, item, time)
 */
export async function* readInteractions(
  path: string,
  chosen: ReadInteractionsOptions = {},
): AsyncGenerator<Interaction> {
  const { columns: given = {}, ...options } = requireKnownOptions('readInteractions', chosen, {
    columns: true,
    separator: true,
    quotes: true,
    signal: true,
  })
  let columns: { readonly [Part in keyof Interaction]?: string } | undefined
  for await (const { line, value: row } of tableRows(path, options)) {
    columns ??= chooseColumns('readInteractions', {
      path,
      names: Object.keys(row),
      given,
      usual,
      required: ['user', 'item', 'time'],
    })
    const wrong = (part: keyof Interaction, fact: string) =>
      new DataError(
        `readInteractions: the ${part} ("${columns![part]}") at line ${line} of "${path}" ${fact}. ` +
          'Correct the line, or name other `columns`.',
        { path, line, column: columns![part] },
      )
    const key = (part: 'user' | 'item') => {
      const found = row[columns![part]!]
      if (typeof found === 'bigint' || Number.isSafeInteger(found)) return String(found)
      if (typeof found !== 'string') throw wrong(part, `is ${found ?? 'missing'}, expected a text or a whole number`)
      if (found.trim() === '') throw wrong(part, 'is missing')
      return found
    }
    const user = key('user')
    const item = key('item')
    const time = parseTime(row[columns.time!])
    if (typeof time === 'string') throw wrong('time', time)
    const type = columns.type === undefined ? undefined : row[columns.type]
    const value = valueOf(columns.value === undefined ? undefined : row[columns.value])
    if (Number.isNaN(value)) throw wrong('value', `is ${JSON.stringify(row[columns.value!])}, expected a finite number`)
    yield {
      user,
      item,
      time,
      ...(!isNothing(type) && { type: String(type) }),
      ...(value !== undefined && { value }),
    }
  }
}

/** NaN if it is no finite number; undefined if it is empty. */
function valueOf(value: unknown): number | undefined {
  if (isNothing(value)) return undefined
  const found = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  return typeof value === 'object' || !Number.isFinite(found) ? Number.NaN : found
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
