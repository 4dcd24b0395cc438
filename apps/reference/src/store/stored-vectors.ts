import { vectorColumns, vectorsOf } from './document-row.ts'
import { pageSize, type OpenDatabase } from './open-database.ts'
import { vectorModelFact, type Store } from './store.ts'

/** The part of a store that keeps vectors, by document and model. */
export function storedVectors({
  path,
  prepared,
  guarded,
  change,
  fact,
  setFact,
}: OpenDatabase): Pick<Store, 'setVectors' | 'vectors' | 'vectorsOf' | 'adoptModel' | 'clearVectors'> {
  const insert = insertVectors(prepared)
  return {
    setVectors: (model, vectors) =>
      change('setVectors', () => {
        for (const { number, vectors: data } of vectors)
          if (prepared('SELECT 1 FROM documents WHERE number = ?').get(number)) insert(number, model, data)
      }),
    *vectors(model) {
      const sql =
        'SELECT document, data, "check" FROM vectors WHERE model = ? AND document > ? ORDER BY document LIMIT ?'
      for (let last = 0; ; ) {
        const page = guarded(
          'vectors',
          () => prepared(sql).all(model, last, pageSize) as { document: number; data: Uint8Array; check: number }[],
        )
        for (const row of page) yield { number: row.document, vectors: vectorsOf(row, path) }
        if (page.length < pageSize) return
        last = page.at(-1)!.document
      }
    },
    vectorsOf: (model, number) =>
      guarded('vectorsOf', () => {
        const row = prepared('SELECT document, data, "check" FROM vectors WHERE document = ? AND model = ?').get(
          number,
          model,
        ) as { document: number; data: Uint8Array; check: number } | undefined
        return row && vectorsOf(row, path)
      }),
    adoptModel: model =>
      change(
        'adoptModel',
        () => {
          const isComplete =
            prepared(
              'SELECT 1 FROM documents WHERE number NOT IN (SELECT document FROM vectors WHERE model = ?) LIMIT 1',
            ).get(model) === undefined
          if (!isComplete) return { isComplete, hasChanged: false }
          const { changes } = prepared('DELETE FROM vectors WHERE model <> ?').run(model)
          const isNew = fact(vectorModelFact) !== model
          if (isNew) setFact(vectorModelFact, model)
          return { isComplete, hasChanged: isNew || Number(changes) > 0 }
        },
        ({ hasChanged }) => hasChanged,
      ).isComplete,
    clearVectors: () => change('clearVectors', () => void prepared('DELETE FROM vectors').run()),
  }
}

/** Writes vectors within a transaction. */
export function insertVectors(
  prepared: OpenDatabase['prepared'],
): (number: number, model: string, vectors: Float32Array) => void {
  return (number, model, vectors) => {
    const { document, data, check } = vectorColumns(number, vectors)
    prepared('INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)').run(document, model, data, check)
  }
}
