import type { OpenDatabase } from './open-database.ts'
import type { Store } from './store.ts'

/** Entries that the log keeps: a process that is further behind reads the whole store again. */
const mostEntries = 200_000

/**
 * The part of a store that says what came and went, so that each process can follow the others at the cost of the
 * change.
 */
export function changeLog({ prepared, guarded }: OpenDatabase): Pick<
  Store,
  'lastChange' | 'othersChanges' | 'changesSince'
> & {
  /** Within a transaction. */
  log(document: number): void
} {
  const lastChange = () =>
    Number(prepared("SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name = 'changes'").get()!['last'])
  return {
    log(document) {
      const { lastInsertRowid } = prepared('INSERT INTO changes (document) VALUES (?)').run(document)
      const oldest = Number(lastInsertRowid) - mostEntries
      // A thousandth at a time: most changes remove nothing.
      if (oldest > 0 && oldest % (mostEntries / 1000) === 0)
        prepared('DELETE FROM changes WHERE number <= ?').run(oldest)
    },
    lastChange: () => guarded('lastChange', lastChange),
    othersChanges: () => guarded('othersChanges', () => Number(prepared('PRAGMA data_version').get()!['data_version'])),
    changesSince: number =>
      guarded('changesSince', () => {
        const through = lastChange()
        if (through === number) return { through, documents: [] }
        const rows = prepared('SELECT number, document FROM changes WHERE number > ? ORDER BY number').all(number) as {
          number: number
          document: number
        }[]
        // A transaction that was undone leaves no gap: the sequence goes back with it.
        if (rows[0]?.number !== number + 1) return undefined
        return { through: rows.at(-1)!.number, documents: [...new Set(rows.map(({ document }) => document))] }
      }),
  }
}
