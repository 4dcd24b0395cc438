import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataError } from '@towerkit/core'
import { migrate } from './migrations.ts'
import { storeOver } from './store-over.ts'
import type { Store } from './store.ts'
import { withSqliteErrors } from './sqlite-errors.ts'

/** Waiting for another process that writes holds up the event loop: not for longer than this. */
const busyTimeoutMs = 2000

/**
 * Opens the store of documents, and makes it where there is none.
 *
 * A change is written ahead to a log that is flushed to disk before the call returns (WAL, synchronous = FULL): what
 * was acknowledged survives the death of the process and, as far as the disk keeps its word, a power cut. With NORMAL a
 * power cut may take back the last changes.
 *
 * @throws {DataError} if the file is damaged or no store; {OverloadedError} if another process holds it.
 */
export function openStore(path: string): Store {
  return withSqliteErrors('openStore', path, () => {
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path)) create(path)
    // For SQLite that would be a new database: all that was in it would be missed by no one.
    if (statSync(path).size === 0)
      throw new DataError(`openStore: "${path}" is empty. Restore it from a copy, or remove it and prepare again.`, {
        path,
      })
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true })
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
      migrate(database, path)
      requireIntact(database, path)
      return storeOver(database, path)
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Makes the file aside and gives it its name when it is whole; where another process was first, its file stays. */
function create(path: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const database = new DatabaseSync(temporary)
    database.exec('PRAGMA journal_mode = WAL')
    migrate(database, temporary)
    database.close()
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(temporary + end, { force: true })
  }
}

/** Pages, order of keys, and that indices and tables agree; the content of rows has checks of its own. */
function requireIntact(database: DatabaseSync, path: string): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()
  if (found?.['integrity_check'] !== 'ok')
    throw new DataError(
      `openStore: "${path}" is damaged: ${String(found?.['integrity_check'])}. Restore it from a copy, or remove ` +
        'it and prepare again.',
      { path, found },
    )
}
