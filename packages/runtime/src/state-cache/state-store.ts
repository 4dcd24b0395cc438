import { rename, rm, stat } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { UnsupportedError } from '@towerkit/core'

/** Records by key in one SQLite file. All calls are synchronous, and throw the errors of SQLite. */
export interface StateStore {
  /** Number of the file on its disk, to know it again. */
  readonly file: bigint
  read(key: string): Uint8Array | undefined
  /** Stores all records or none. @returns how many old ones made room. */
  write(
    records: readonly { readonly key: string; readonly record: Uint8Array }[],
    maxBytes: number,
    overhead: number,
  ): number
  remove(keys: readonly string[]): void
  totals(): { readonly entries: number; readonly bytes: number }
  close(): void
}

/** Reads go through the memory map. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA mmap_size = ${2 ** 36};
  CREATE TABLE IF NOT EXISTS states (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, record BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS totals (
    id INTEGER PRIMARY KEY CHECK (id = 1), entries INTEGER NOT NULL, bytes INTEGER NOT NULL
  );
  INSERT OR IGNORE INTO totals VALUES (1, 0, 0);
  CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON states BEGIN
    UPDATE totals SET entries = entries + 1, bytes = bytes + new.size;
  END;
  CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON states BEGIN
    UPDATE totals SET entries = entries - 1, bytes = bytes - old.size;
  END;
`

/** Milliseconds that a writer waits for another process to finish its write. */
const busyMs = 30_000

/** @throws {UnsupportedError} on a Node.js without `node:sqlite`; errors of SQLite. */
export async function openStateStore(path: string): Promise<StateStore> {
  const { DatabaseSync } = await import('node:sqlite').catch((cause: unknown) => {
    throw new UnsupportedError(
      `diskCache: Node.js ${process.version} has no node:sqlite. Use 22.13 or later, or memoryCache.`,
      { version: process.version, cause },
    )
  })
  const database = new DatabaseSync(path, { timeout: busyMs })
  try {
    database.exec(schema)
    return storeOf(database, (await stat(path, { bigint: true })).ino)
  } catch (error) {
    database.close()
    throw error
  }
}

function storeOf(database: DatabaseSync, file: bigint): StateStore {
  const select = database.prepare('SELECT record FROM states WHERE key = ?')
  const remove = database.prepare('DELETE FROM states WHERE key = ?')
  const insert = database.prepare('INSERT INTO states (key, size, record) VALUES (?, ?, ?)')
  const oldest = database.prepare('SELECT id FROM states ORDER BY id LIMIT 1')
  const removeOldest = database.prepare('DELETE FROM states WHERE id = ?')
  const totals = database.prepare('SELECT entries, bytes FROM totals')
  const transaction = <Result>(work: () => Result): Result => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has rolled back by itself already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const sums = () => {
    const { entries, bytes } = totals.get() ?? {}
    if (!Number.isSafeInteger(entries) || !Number.isSafeInteger(bytes)) throw damaged('the totals are no numbers')
    return { entries: entries as number, bytes: bytes as number }
  }
  return {
    file,
    read(key) {
      const row = select.get(key)
      // A flipped byte can make a text or a number of it.
      return row && (row['record'] instanceof Uint8Array ? row['record'] : new Uint8Array(0))
    },
    write: (records, maxBytes, overhead) =>
      transaction(() => {
        for (const { key, record } of records) {
          remove.run(key)
          insert.run(key, record.byteLength, record)
        }
        let evicted = 0
        for (let { entries, bytes } = sums(); bytes - entries * overhead > maxBytes; { entries, bytes } = sums()) {
          const first = oldest.get()
          if (!first) throw damaged('the totals say more than there is')
          removeOldest.run(first['id']!)
          evicted++
        }
        return evicted
      }),
    remove: keys =>
      transaction(() => {
        for (const key of keys) remove.run(key)
      }),
    totals: sums,
    close: () => database.close(),
  }
}

/** Renames a damaged file and removes what belongs to it, unless another process has done so already. */
export async function setAside(path: string, store: StateStore | undefined): Promise<void> {
  try {
    store?.close()
  } catch {
    // It is given up, whatever it says.
  }
  const current = await stat(path, { bigint: true }).catch(() => undefined)
  if (current === undefined || (store && current.ino !== store.file)) return
  await rename(path, path.replace(/\.sqlite$/, '.damaged')).catch(() => {})
  for (const suffix of ['-wal', '-shm']) await rm(path + suffix, { force: true })
}

const malformed = 11

function damaged(what: string): Error {
  return Object.assign(new Error(`the file is damaged: ${what}`), { errcode: malformed })
}

/**
 * Errors that say nothing of the file: no rights, busy, no memory, read-only, interrupted, full, cannot be opened,
 * misuse.
 */
const otherErrors = [3, 5, 6, 7, 8, 9, 13, 14, 21, 22, 23]
const inputOutput = 10
/** Reading behind the end of a file that was cut. */
const shortRead = 522

/**
 * Whether an error of SQLite says that the file is damaged. A flipped byte may show in any way: as a malformed page, or
 * as a column that is not there.
 */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error)
  return code !== 0 && ((code & 0xff) === inputOutput ? code === shortRead : !otherErrors.includes(code & 0xff))
}

/** Whether an error of SQLite says that there is no room. */
export function isFull(error: unknown): boolean {
  return (codeOf(error) & 0xff) === 13
}

/** SQLite's extended result code; 0 for other errors. */
function codeOf(error: unknown): number {
  const code: unknown = Reflect.get(Object(error), 'errcode')
  return typeof code === 'number' ? code : 0
}
