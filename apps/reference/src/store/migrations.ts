import type { DatabaseSync } from 'node:sqlite'
import { DataError, UnsupportedError } from '@towerkit/core'

/** Marks a SQLite file as a store of this app: "TWKT". */
const applicationId = 0x54574b54

/**
 * What brings a store from one version to the next; the version of a file is its number of migrations done.
 *
 * A check is the CRC-32 of the row's content: SQLite has none of its own, and a changed letter in a text would go
 * unnoticed. A number is never used twice, so that what an index remembers of a document can not be taken for
 * another's.
 */
const migrations: readonly string[] = [
  `CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, "check" INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE documents (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL, metadata TEXT NOT NULL, passages TEXT NOT NULL,
     prepared INTEGER NOT NULL, "check" INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE vectors (
     document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
     data BLOB NOT NULL, "check" INTEGER NOT NULL
   ) STRICT;`,
  // A log of what came and went, and vectors of several models: new ones are made while the old ones answer.
  `CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL) STRICT;
   CREATE TABLE vectors_of_models (
     document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE, model TEXT NOT NULL,
     data BLOB NOT NULL, "check" INTEGER NOT NULL, PRIMARY KEY (document, model)
   ) STRICT;
   INSERT INTO vectors_of_models
     SELECT document, coalesce((SELECT value FROM facts WHERE name = 'vector-model'), ''), data, "check" FROM vectors;
   DROP TABLE vectors;
   ALTER TABLE vectors_of_models RENAME TO vectors;`,
  // What somebody had, for recommendations: an event that is sent again is not another one.
  `CREATE TABLE events (
     number INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, item TEXT NOT NULL, time REAL NOT NULL,
     "check" INTEGER NOT NULL, UNIQUE (session, time, item)
   ) STRICT;`,
]

/**
 * Brings a database to the present version, in one transaction.
 *
 * @throws {DataError} if the file is the database of something else.
 * @throws {UnsupportedError} if a newer release has written it.
 */
export function migrate(database: DatabaseSync, path: string): void {
  const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0])
  const version = () => {
    const id = read('application_id')
    const found = read('user_version')
    const isNew = id === 0 && found === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (!isNew && id !== applicationId)
      throw new DataError(`openStore: "${path}" is a database of another program. Give another folder.`, {
        path,
        applicationId: id,
      })
    if (found > migrations.length || found < 0)
      throw new UnsupportedError(
        `openStore: "${path}" is of version ${found}, this release reads up to ${migrations.length}. Use a newer ` +
          'release.',
        { path, version: found, newest: migrations.length },
      )
    return found
  }
  if (version() === migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  // Asked again: another process may have been first.
  const steps = migrations.slice(version())
  database.exec(
    `${steps.join(';')}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`,
  )
}
