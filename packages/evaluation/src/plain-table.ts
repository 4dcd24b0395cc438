import { ArgumentError } from '@towerkit/core'
import { kindOf } from './kind-of.ts'
import type { QueryTable } from './query-table.ts'

/** A table as a plain object: query id -> document id -> number, as JSON has it. */
export type PlainTable = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * The caller's table: a `Map` of maps unchanged, plain objects as maps. Of plain objects JavaScript puts ids that are
 * whole numbers first; only measures that order equal scores as given can tell.
 *
 * @param name What the table is called, for messages: 'run' or 'qrels'.
 * @throws {ArgumentError} if it is neither.
 */
export function tableOf(caller: string, name: string, table: QueryTable | PlainTable): QueryTable {
  const given: unknown = table
  const wrong = (fact: string) =>
    new ArgumentError(
      `${caller}: ${name} ${fact}. Give { query: { document: number } }, or a Map of maps as ` +
        `${name === 'run' ? 'runFrom' : 'qrelsFrom'} makes it.`,
      { name },
    )
  if (given instanceof Map) {
    for (const [query, documents] of given as Map<unknown, unknown>)
      if (!(documents instanceof Map)) throw wrong(`has ${kindOf(documents)} for query "${String(query)}"`)
    return given as QueryTable
  }
  if (!isPlain(given)) throw wrong(`is ${kindOf(given)}`)
  return new Map(
    Object.entries(given).map(([query, documents]) => {
      if (!isPlain(documents)) throw wrong(`has ${kindOf(documents)} for query "${query}"`)
      return [query, new Map(Object.entries(documents) as [string, number][])]
    }),
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && kindOf(value) === 'an object'
}
