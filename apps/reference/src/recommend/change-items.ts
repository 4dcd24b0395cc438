import type { SessionEvent } from '../store/session-events.ts'
import type { Store, StoreChange } from '../store/store.ts'
import type { ItemTitles } from './item-titles.ts'
import type { LiveCatalogue } from './live-catalogue.ts'
import type { StoredItem } from './recommendation-service.ts'

/** What is to be done. */
export type RecommendationChange =
  | { readonly set: StoredItem }
  | { readonly remove: string }
  | { readonly events: readonly SessionEvent[] }

/** What changes. */
export interface ChangedItems {
  readonly store: Store
  readonly catalogue: LiveCatalogue
  readonly titles: ItemTitles
}

/**
 * Does changes in their order: one flush to disk for the items and one for the events, one run of the model, one change
 * of the index. What is seen by answers is on disk before.
 *
 * @returns for each how many items were there before, or how many events were new.
 */
export async function changeItems(
  changes: readonly RecommendationChange[],
  { store, catalogue, titles }: ChangedItems,
): Promise<number[]> {
  const last = new Map<string, StoredItem | undefined>()
  const steps = changes.flatMap((change): StoreChange[] => {
    if ('set' in change) last.set(change.set.id, change.set)
    else if ('remove' in change) last.set(change.remove, undefined)
    if ('set' in change) return [{ put: [{ document: { ...change.set, text: '' }, passages: [] }] }]
    return 'remove' in change ? [{ remove: [change.remove] }] : []
  })
  const events = changes.flatMap(change => ('events' in change ? change.events : []))
  const stored = steps.length > 0 ? store.change(steps) : []
  const added = events.length > 0 ? store.addEvents(events) : []
  const set = [...last.values()].filter(item => item !== undefined)
  const removed = [...last].flatMap(([id, item]) => (item === undefined ? [id] : []))
  if (set.length > 0) await catalogue.setItems(set)
  if (removed.length > 0) await catalogue.removeItems(removed)
  titles.set(set)
  titles.remove(removed)
  let step = 0
  let event = 0
  return changes.map(change => {
    if ('events' in change) return added.slice(event, (event += change.events.length)).filter(Boolean).length
    const numbers = stored[step++]!
    return 'remove' in change ? numbers.length : Number(numbers[0]!.replaced !== undefined)
  })
}
