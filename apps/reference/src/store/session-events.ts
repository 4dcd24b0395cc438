import { checkOf, damagedRow } from './document-row.ts'
import type { OpenDatabase } from './open-database.ts'
import type { Store } from './store.ts'

/** Somebody had an item. */
export interface SessionEvent {
  readonly session: string
  readonly item: string
  /** Seconds since 1970. */
  readonly time: number
}

/** Latest events of a session that are read: all of a session that is a person's. */
const mostItems = 100_000

/** The part of a store that keeps the events of sessions. */
export function sessionEvents({
  path,
  prepared,
  guarded,
  change,
}: OpenDatabase): Pick<Store, 'addEvents' | 'sessionItems'> {
  return {
    addEvents: events =>
      change(
        'addEvents',
        () =>
          events.map(({ session, item, time }) => {
            const { changes } = prepared(
              'INSERT OR IGNORE INTO events (session, item, time, "check") VALUES (?, ?, ?, ?)',
            ).run(session, item, time, checkOf(session, item, String(time)))
            return Number(changes) === 1
          }),
        () => false,
      ),
    sessionItems: session =>
      guarded('sessionItems', () => {
        const rows = prepared(
          'SELECT number, item, time, "check" FROM events WHERE session = ? ORDER BY time DESC, number DESC LIMIT ?',
        ).all(session, mostItems) as { number: number; item: string; time: number; check: number }[]
        return rows.reverse().map(({ number, item, time, check }) => {
          if (checkOf(session, item, String(time)) !== check) throw damagedRow(path, `event ${number}`)
          return item
        })
      }),
  }
}
