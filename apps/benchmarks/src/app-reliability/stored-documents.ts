import { DatabaseSync } from 'node:sqlite'

/** What a store holds, read without the app: opened after a kill, SQLite first takes over what the log has. */
export function storedDocuments(path: string): {
  readonly intact: boolean
  readonly texts: ReadonlyMap<string, string>
  readonly encoded: number
} {
  const database = new DatabaseSync(path)
  try {
    const intact = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'] === 'ok'
    const texts = new Map(
      database
        .prepare('SELECT id, text FROM documents')
        .all()
        .map(({ id, text }) => [id as string, text as string]),
    )
    const encoded = Number(database.prepare('SELECT count(*) AS count FROM vectors').get()!['count'])
    return { intact, texts, encoded }
  } finally {
    database.close()
  }
}

/** Bytes of the texts, titles and vectors of a store, which a server may have open. */
export function storedBytes(path: string): number {
  const database = new DatabaseSync(path)
  try {
    return Number(
      database
        .prepare(
          'SELECT (SELECT coalesce(sum(length(title) + length(text)), 0) FROM documents) + (SELECT ' +
            'coalesce(sum(length(data)), 0) FROM vectors) AS bytes',
        )
        .get()!['bytes'],
    )
  } finally {
    database.close()
  }
}
