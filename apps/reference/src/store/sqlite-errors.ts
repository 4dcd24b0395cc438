import { DataError, OverloadedError, TowerkitError } from '@towerkit/core'

/** Result codes of SQLite that a caller can do something about; an extended code has the plain one in its low byte. */
const busy = 5,
  locked = 6,
  readOnly = 8,
  failedIo = 10,
  corrupt = 11,
  full = 13,
  cannotOpen = 14,
  notADatabase = 26

/** Runs work on the store; what SQLite throws becomes an error of Towerkit. */
export function withSqliteErrors<T>(caller: string, path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw fromSqlite(caller, path, cause)
  }
}

function fromSqlite(caller: string, path: string, cause: unknown): unknown {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'errcode') : undefined
  if (TowerkitError.is(cause) || typeof code !== 'number') return cause
  const fact = `${caller}: "${path}": ${(cause as Error).message}`
  const details = { path, code, cause }
  switch (code & 0xff) {
    case busy:
    case locked:
      return new OverloadedError(`${fact}. Another process is writing; try again.`, details)
    case corrupt:
    case notADatabase:
      return new DataError(
        `${fact}. The store is damaged: restore it from a copy, or remove it and prepare again.`,
        details,
      )
    case full:
      return new DataError(`${fact}. Nothing of this change is stored; free space and try again.`, details)
    case failedIo:
    case readOnly:
    case cannotOpen:
      return new DataError(`${fact}. Check the disk and the permissions of the folder.`, details)
    default:
      return new DataError(`${fact}. Nothing of this change is stored.`, details)
  }
}
