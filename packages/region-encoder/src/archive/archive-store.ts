import type { DatabaseSync } from 'node:sqlite'
import {
  DataError,
  ModelError,
  OverloadedError,
  parseExactJson,
  TowerkitError,
  UnsupportedError,
  writeExactJson,
  type Metadata,
} from '@towerkit/core'
import type { ArchivedPicture } from './archived-picture.ts'
import { checkOf, decodeRegions, encodeRegions, type RegionLengths } from './region-bytes.ts'

/** Pictures in one SQLite file. A call that returned is on the disk, whatever happens then. */
export interface ArchiveStore {
  pictures(): Iterable<ArchivedPicture>
  set(picture: ArchivedPicture): void
  /** @returns whether it was there. */
  remove(key: string): boolean
  close(): void
}

/** What all vectors of a file have in common. */
export interface ArchiveModel extends RegionLengths {
  readonly model: string
}

const schema = `
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS pictures (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stamp TEXT, width INTEGER NOT NULL, height INTEGER NOT NULL,
    fields TEXT NOT NULL, regions BLOB NOT NULL, "check" INTEGER NOT NULL
  ) STRICT;
`

/**
 * Opens or makes a file.
 *
 * @throws {ModelError} if its vectors are of another model.
 * @throws {DataError} if it is damaged, no archive, or cannot be opened.
 */
export async function openArchiveStore(path: string, wanted: ArchiveModel): Promise<ArchiveStore> {
  const { DatabaseSync } = await import('node:sqlite').catch((cause: unknown) => {
    throw new UnsupportedError(`regionArchive: Node.js ${process.version} has no node:sqlite. Use 22.13 or later.`, {
      version: process.version,
      cause,
    })
  })
  return guarded(path, () => {
    const database = new DatabaseSync(path, { timeout: 30_000 })
    try {
      database.exec(schema)
      requireIntact(database, path)
      requireModel(database, path, wanted)
      return storeOf(database, path, wanted)
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Without this, a flipped byte in a page of the tree can hide pictures silently. */
function requireIntact(database: DatabaseSync, path: string): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (found === 'ok') return
  throw new DataError(`regionArchive: "${path}" is damaged: ${String(found)}. Restore the file from a copy.`, { path })
}

function requireModel(database: DatabaseSync, path: string, wanted: ArchiveModel): void {
  const value = JSON.stringify([wanted.model, wanted.dimensions, wanted.appearanceDimensions])
  database.prepare('INSERT OR IGNORE INTO facts VALUES (?, ?)').run('model', value)
  const stored = database.prepare('SELECT value FROM facts WHERE name = ?').get('model')?.['value']
  if (stored === value) return
  throw new ModelError(
    `regionArchive: the vectors of "${path}" are of the model ${String(stored)}, the encoder is ${value}. Open ` +
      'it with the encoder that made it, or add the pictures to a new archive.',
    { path, stored, wanted: value },
  )
}

function storeOf(database: DatabaseSync, path: string, lengths: RegionLengths): ArchiveStore {
  const all = database.prepare('SELECT * FROM pictures ORDER BY id')
  const set = database.prepare(
    'INSERT OR REPLACE INTO pictures (key, stamp, width, height, fields, regions, "check") ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM pictures WHERE key = ?')
  return {
    *pictures() {
      const rows = all.iterate()
      for (;;) {
        const next = guarded(path, () => rows.next())
        if (next.done) return
        yield pictureOf(next.value as unknown as StoredRow, path, lengths)
      }
    },
    set(picture) {
      const { key, stamp, width, height } = picture
      const fields = writeExactJson(picture.fields)
      const regions = encodeRegions(picture.regions, lengths)
      const check = checkOf({ ...{ key, stamp, width, height }, fields, regions })
      guarded(path, () => set.run(key, stamp ?? null, width, height, fields, regions, check))
    },
    remove: key => guarded(path, () => remove.run(key).changes) > 0,
    close: () => database.close(),
  }
}

interface StoredRow {
  readonly key: string
  readonly stamp: string | null
  readonly width: number
  readonly height: number
  readonly fields: string
  readonly regions: Uint8Array
  readonly check: number
}

function pictureOf(row: StoredRow, path: string, lengths: RegionLengths): ArchivedPicture {
  const { key, width, height, fields, regions, check } = row
  const stamp = row.stamp ?? undefined
  // A flipped byte can make another type of a value.
  const isWhole = regions instanceof Uint8Array && checkOf({ ...row, stamp }) === check
  const decoded = isWhole ? decodeRegions(regions, lengths) : undefined
  if (decoded) return { key, stamp, width, height, fields: parseExactJson(fields) as Metadata, regions: decoded }
  throw new DataError(
    `regionArchive: the picture "${key}" of "${path}" is damaged. Restore the file from a copy, or add the ` +
      'pictures to a new one.',
    { path, key },
  )
}

const busy = 5
const locked = 6

/** What SQLite throws becomes an error of Towerkit. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const code: unknown = Reflect.get(Object(cause), 'errcode')
    if (TowerkitError.is(cause) || typeof code !== 'number') throw cause
    const fact = `regionArchive: "${path}": ${(cause as Error).message}`
    if ([busy, locked].includes(code & 0xff))
      throw new OverloadedError(`${fact}. Another process is writing; try again.`, { path, code, cause })
    throw new DataError(`${fact}. Nothing of this change is stored; check the disk, or restore the file from a copy.`, {
      ...{ path, code, cause },
    })
  }
}
