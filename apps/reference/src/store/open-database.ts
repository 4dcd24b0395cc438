import { randomBytes } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { checkOf, damagedRow } from './document-row.ts'
import { withSqliteErrors } from './sqlite-errors.ts'

/** Rows that are read at once. */
export const pageSize = 1000

/** A database of the app that is open: its statements, transactions and facts. */
export interface OpenDatabase {
  readonly database: DatabaseSync
  readonly path: string
  /** A statement, made once. */
  prepared(sql: string): StatementSync
  /** Does work; what SQLite throws becomes an error of Towerkit. */
  guarded<T>(caller: string, work: () => T): T
  /** Does work in a transaction; the generation is another one afterwards if the result says so. */
  change<T>(caller: string, work: () => T, hasChanged?: (result: T) => boolean): T
  fact(name: string): string | undefined
  /** Within a transaction. */
  setFact(name: string, value: string): void
}

/** Statements and transactions over an open database. */
export function openDatabase(database: DatabaseSync, path: string): OpenDatabase {
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const setFact = (name: string, value: string) =>
    void prepared('INSERT OR REPLACE INTO facts VALUES (?, ?, ?)').run(name, value, checkOf(name, value))
  return {
    database,
    path,
    prepared,
    guarded: (caller, work) => withSqliteErrors(caller, path, work),
    change: (caller, work, hasChanged = () => true) =>
      withSqliteErrors(caller, path, () => {
        database.exec('BEGIN IMMEDIATE')
        try {
          const result = work()
          if (hasChanged(result)) setFact('generation', randomBytes(8).toString('hex'))
          database.exec('COMMIT')
          return result
        } catch (error) {
          // A full disk or a damaged page may have ended the transaction already.
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
      }),
    fact(name) {
      const row = prepared('SELECT value, "check" FROM facts WHERE name = ?').get(name) as
        | { value: string; check: number }
        | undefined
      if (row !== undefined && checkOf(name, row.value) !== row.check) throw damagedRow(path, `the fact "${name}"`)
      return row?.value
    },
    setFact,
  }
}
