import { DatabaseSync } from 'node:sqlite'
import { changeLog } from './change-log.ts'
import { documentColumns, documentOf, type DocumentRow } from './document-row.ts'
import { openDatabase, pageSize } from './open-database.ts'
import { sessionEvents } from './session-events.ts'
import { insertVectors, storedVectors } from './stored-vectors.ts'
import { vectorModelFact, type NewDocument, type Store, type StoredNumbers } from './store.ts'

/** The store over an open database. */
export function storeOver(database: DatabaseSync, path: string): Store {
  const opened = openDatabase(database, path)
  const { prepared, guarded, change, fact, setFact } = opened
  const { log, ...changes } = changeLog(opened)
  const setVectors = insertVectors(prepared)
  const removeOne = (id: string) => {
    const number = prepared('DELETE FROM documents WHERE id = ? RETURNING number').get(id)?.['number']
    if (number !== undefined) log(number as number)
    return number as number | undefined
  }
  const putOne = ({ document, passages, vectors }: NewDocument, source: number): StoredNumbers => {
    const replaced = removeOne(document.id)
    const { id, title, text, metadata, passages: ranges, check } = documentColumns(document, passages)
    const { lastInsertRowid } = prepared(
      'INSERT INTO documents (id, title, text, metadata, passages, prepared, "check") VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(id, title, text, metadata, ranges, source, check)
    const number = Number(lastInsertRowid)
    log(number)
    if (vectors !== undefined) setVectors(number, vectors.model, vectors.data)
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
    ...changes,
    ...storedVectors(opened),
    ...sessionEvents(opened),
    counts: model =>
      guarded(
        'counts',
        () =>
          prepared(
            'SELECT count(*) AS documents, coalesce(sum(json_array_length(passages)), 0) AS passages, (SELECT ' +
              'count(*) FROM vectors WHERE model = ?) AS encoded FROM documents',
          ).get(model ?? fact(vectorModelFact) ?? '') as ReturnType<Store['counts']>,
      ),
    generation: () => guarded('generation', () => fact('generation') ?? ''),
    fact: name => guarded('fact', () => fact(name)),
    setFact: (name, value) => change('setFact', () => setFact(name, value)),
    change: steps =>
      change(
        'change',
        () =>
          steps.map(each =>
            'put' in each
              ? each.put.map(document => putOne(document, each.source ?? 0))
              : each.remove.flatMap(id => removeOne(id) ?? []).map(number => ({ number })),
          ),
        results => results.some(numbers => numbers.length > 0),
      ),
    document: id => guarded('document', () => one('SELECT * FROM documents WHERE id = ?', id)),
    numbered: number => guarded('numbered', () => one('SELECT * FROM documents WHERE number = ?', number)),
    *documents({ after = 0, withoutVectorsOf, limit = Infinity } = {}) {
      const condition =
        withoutVectorsOf === undefined ? '' : 'AND number NOT IN (SELECT document FROM vectors WHERE model = ?)'
      const sql = `SELECT * FROM documents WHERE number > ? ${condition} ORDER BY number LIMIT ?`
      const model = withoutVectorsOf === undefined ? [] : [withoutVectorsOf]
      // Page by page, so that no read transaction stays open while the caller works.
      for (let last = after, left = limit; left > 0; ) {
        const page = guarded(
          'documents',
          () => prepared(sql).all(last, ...model, Math.min(left, pageSize)) as DocumentRow[],
        )
        for (const row of page) yield documentOf(row, path)
        if (page.length < pageSize) return
        last = page.at(-1)!.number
        left -= page.length
      }
    },
    ids: ({ after = '', prefix = '', limit }) =>
      guarded('ids', () =>
        prepared('SELECT id FROM documents WHERE id > ? AND substr(id, 1, ?) = ? ORDER BY id LIMIT ?')
          .all(after, [...prefix].length, prefix, limit)
          .map(({ id }) => id as string),
      ),
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
    passageCounts: () =>
      guarded(
        'passageCounts',
        () =>
          new Map(
            prepared('SELECT number, json_array_length(passages) AS count FROM documents')
              .all()
              .map(({ number, count }) => [Number(number), Number(count)]),
          ),
      ),
    snapshot: () =>
      guarded('snapshot', () => {
        const reader = new DatabaseSync(path, { readOnly: true })
        // The first read fixes the state that the transaction sees.
        reader.exec('BEGIN; SELECT count(*) FROM facts')
        return storeOver(reader, path)
      }),
    close,
    [Symbol.dispose]: close,
  }
}
