import type { SessionEvent } from '../store/session-events.ts'
import type { Store, StoreChange } from '../store/store.ts'
import type { LiveItems } from './live-items.ts'
import type { StoredItem } from './recommendation-service.ts'

/** What is to be done. */
export type RecommendationChange =
  | { readonly set: StoredItem }
  | { readonly remove: string }
  | { readonly events: readonly SessionEvent[] }

/**
 * Does changes in their order: one flush to disk for the items and one for the events, then one run of the model and
 * one change of the index. What answers see is on disk before.
 *
 * @returns for each how many items were there before, or how many events were new.
 */
export async function changeItems(
  changes: readonly RecommendationChange[],
  { store, items }: { readonly store: Store; readonly items: LiveItems },
): Promise<number[]> {
  const steps = changes.flatMap((change): StoreChange[] => {
    if ('set' in change) return [{ put: [{ document: { ...change.set, text: '' }, passages: [] }] }]
    return 'remove' in change ? [{ remove: [change.remove] }] : []
  })
  const events = changes.flatMap(change => ('events' in change ? change.events : []))
  const stored = steps.length > 0 ? store.change(steps) : []
  const added = events.length > 0 ? store.addEvents(events) : []
  if (steps.length > 0) await items.follow()
  let step = 0
  let event = 0
  return changes.map(change => {
    if ('events' in change) return added.slice(event, (event += change.events.length)).filter(Boolean).length
    const numbers = stored[step++]!
    return 'remove' in change ? numbers.length : Number(numbers[0]!.replaced !== undefined)
  })
}
