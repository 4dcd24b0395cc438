import { randomBytes } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PassageRange } from '@towerkit/retrieval'
import type { StoredDocument } from '../search-service.ts'
import { withSqliteErrors } from './sqlite-errors.ts'
import {
  checkOf,
  damagedRow,
  documentColumns,
  documentOf,
  vectorColumns,
  vectorsOf,
  type DocumentRow,
  type NumberedDocument,
} from './document-row.ts'

/** A document to store, cut into passages, with their vectors where a tower is there. */
export interface NewDocument {
  readonly document: StoredDocument
  readonly passages: readonly PassageRange[]
  /** One row a passage, in a row. */
  readonly vectors?: Float32Array | undefined
}

/** Numbers of a stored document, and of the one that it replaced. */
export interface StoredNumbers {
  readonly number: number
  readonly replaced?: number
}

/** A change: documents to put, each in place of an older one with its id, or ids to remove. */
export type StoreChange =
  | {
      readonly put: readonly NewDocument[]
      /** The number, from 1, of the source that they come from and can be read from again. Default: none. */
      readonly source?: number
    }
  | { readonly remove: readonly string[] }

/**
 * Documents with their passages and vectors in one SQLite file. Each call that changes something is one transaction, on
 * disk when it returns.
 */
export interface Store extends Disposable {
  readonly path: string
  counts(): { readonly documents: number; readonly passages: number; readonly encoded: number }
  /**
   * Names the state: another one after everything that changed something, also of other processes, and never one that
   * was there before.
   */
  generation(): string
  /** A small text that is kept with the documents. */
  fact(name: string): string | undefined
  setFact(name: string, value: string): void
  /**
   * Does changes in their order, all or none. @returns for each the numbers of the documents that it put, or of those
   * that were there and went.
   */
  change(changes: readonly StoreChange[]): StoredNumbers[][]
  document(id: string): NumberedDocument | undefined
  numbered(number: number): NumberedDocument | undefined
  /** All of them, in the order in which they were stored. */
  documents(options?: {
    readonly after?: number
    readonly withoutVectors?: boolean
    readonly limit?: number
  }): Iterable<NumberedDocument>
  /** The ids of all documents that come from a source, with its number. */
  preparedIds(): Map<string, number>
  /** Replaces the vectors of documents. Those that are gone by now are passed over. */
  setVectors(vectors: readonly { readonly number: number; readonly vectors: Float32Array }[]): void
  vectors(): Iterable<{ readonly number: number; readonly vectors: Float32Array }>
  /** Forgets all vectors: another model is to make them. */
  clearVectors(): void
  close(): void
}

/** The store over an open database. */
export function storeOver(database: DatabaseSync, path: string): Store {
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const guarded = <T>(caller: string, work: () => T) => withSqliteErrors(caller, path, work)
  const fact = (name: string) => {
    const row = prepared('SELECT value, "check" FROM facts WHERE name = ?').get(name) as
      | { value: string; check: number }
      | undefined
    if (row !== undefined && checkOf(name, row.value) !== row.check) throw damagedRow(path, `the fact "${name}"`)
    return row?.value
  }
  const setFact = (name: string, value: string) =>
    prepared('INSERT OR REPLACE INTO facts VALUES (?, ?, ?)').run(name, value, checkOf(name, value))
  const generation = () => fact('generation') ?? ''
  const change = <T>(caller: string, work: () => T, hasChanged: (result: T) => boolean = () => true): T =>
    guarded(caller, () => {
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
    })
  const removeOne = (id: string) =>
    prepared('DELETE FROM documents WHERE id = ? RETURNING number').get(id)?.['number'] as number | undefined
  const insertVectors = (number: number, vectors: Float32Array) => {
    const { document, data, check } = vectorColumns(number, vectors)
    prepared('INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)').run(document, data, check)
  }
  const putOne = ({ document, passages, vectors }: NewDocument, source: number): StoredNumbers => {
    const replaced = removeOne(document.id)
    const { id, title, text, metadata, passages: ranges, check } = documentColumns(document, passages)
    const { lastInsertRowid } = prepared(
      'INSERT INTO documents (id, title, text, metadata, passages, prepared, "check") VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(id, title, text, metadata, ranges, source, check)
    const number = Number(lastInsertRowid)
    if (vectors !== undefined) insertVectors(number, vectors)
    return replaced === undefined ? { number } : { number, replaced }
  }
  const one = (sql: string, value: string | number) => {
    const row = prepared(sql).get(value) as DocumentRow | undefined
    return row && documentOf(row, path)
  }
  const close = () =>
    guarded('close', () => {
      if (database.isOpen) database.close()
    })

  return {
    path,
    counts: () =>
      guarded(
        'counts',
        () =>
          prepared(
            'SELECT count(*) AS documents, coalesce(sum(json_array_length(passages)), 0) AS passages, (SELECT ' +
              'count(*) FROM vectors) AS encoded FROM documents',
          ).get() as ReturnType<Store['counts']>,
      ),
    generation: () => guarded('generation', generation),
    fact: name => guarded('fact', () => fact(name)),
    setFact: (name, value) => change('setFact', () => void setFact(name, value)),
    change: changes =>
      change(
        'change',
        () =>
          changes.map(each =>
            'put' in each
              ? each.put.map(document => putOne(document, each.source ?? 0))
              : each.remove.flatMap(id => removeOne(id) ?? []).map(number => ({ number })),
          ),
        results => results.some(numbers => numbers.length > 0),
      ),
    document: id => guarded('document', () => one('SELECT * FROM documents WHERE id = ?', id)),
    numbered: number => guarded('numbered', () => one('SELECT * FROM documents WHERE number = ?', number)),
    *documents({ after = 0, withoutVectors = false, limit = -1 } = {}) {
      const condition = withoutVectors ? 'AND number NOT IN (SELECT document FROM vectors)' : ''
      // Page by page, so that no read transaction stays open while the caller works.
      for (let last = after, left = limit === -1 ? Infinity : limit; left > 0; ) {
        const page = guarded(
          'documents',
          () =>
            prepared(`SELECT * FROM documents WHERE number > ? ${condition} ORDER BY number LIMIT ?`).all(
              last,
              Math.min(left, pageSize),
            ) as DocumentRow[],
        )
        for (const row of page) yield documentOf(row, path)
        if (page.length < pageSize) return
        last = page.at(-1)!.number
        left -= page.length
      }
    },
    preparedIds: () =>
      guarded(
        'preparedIds',
        () =>
          new Map(
            prepared('SELECT id, prepared FROM documents WHERE prepared > 0')
              .all()
              .map(({ id, prepared: source }) => [id as string, source as number]),
          ),
      ),
    setVectors: vectors =>
      change('setVectors', () => {
        for (const { number, vectors: data } of vectors)
          if (prepared('SELECT 1 FROM documents WHERE number = ?').get(number)) insertVectors(number, data)
      }),
    *vectors() {
      for (let last = 0; ; ) {
        const page = guarded(
          'vectors',
          () =>
            prepared('SELECT document, data, "check" FROM vectors WHERE document > ? ORDER BY document LIMIT ?').all(
              last,
              pageSize,
            ) as { document: number; data: Uint8Array; check: number }[],
        )
        for (const row of page) yield { number: row.document, vectors: vectorsOf(row, path) }
        if (page.length < pageSize) return
        last = page.at(-1)!.document
      }
    },
    clearVectors: () => change('clearVectors', () => void prepared('DELETE FROM vectors').run()),
    close,
    [Symbol.dispose]: close,
  }
}

/** Rows that are read at once. */
const pageSize = 1000
