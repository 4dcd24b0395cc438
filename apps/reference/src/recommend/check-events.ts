import { ArgumentError } from '@towerkit/core'
import type { SessionEvent } from '../store/session-events.ts'
import { checkName } from './check-item.ts'
import type { EventToAdd } from './recommendation-service.ts'

/** Seconds by which the clock of a client may be ahead of ours. */
const tolerance = 60

/**
 * Checks events that came from outside. Those without a time have the present one.
 *
 * @throws {ArgumentError} if a name is no text, or a time is no number, negative, or in the future.
 */
export function checkEvents(
  session: string,
  events: readonly EventToAdd[],
  { now = Date.now() / 1000 }: { readonly now?: number } = {},
): SessionEvent[] {
  checkName('addEvents', 'session', session)
  if (!Array.isArray(events)) throw new ArgumentError('addEvents: the events are no list. Give [{ item, time? }, ...].')
  return events.map(({ item, time = now }: EventToAdd) => {
    checkName('addEvents', 'item', item)
    if (!(Number.isFinite(time) && time >= 0))
      throw new ArgumentError(
        `addEvents: the time of the item "${item}" is ${String(time)}. Give seconds since 1970, or none for now.`,
        { item, time },
      )
    if (time > now + tolerance)
      throw new ArgumentError(
        `addEvents: the time of the item "${item}" is ${time}, which is ${Math.ceil(time - now)} seconds ahead. Give ` +
          'seconds since 1970, not milliseconds, or none for now.',
        { item, time, now },
      )
    return { session, item, time }
  })
}
