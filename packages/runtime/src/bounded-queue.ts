/** A first-in-first-out queue with a bound, and a line of callers that wait for room in it. */
export interface BoundedQueue<Item> {
  /** Items in the queue, at most its bound. */
  readonly size: number
  /** Adds the item if there is room. */
  add(item: Item): boolean
  /** Adds the item when there is room, after those that already wait. */
  addWhenRoom(item: Item): void
  /** Calls back once there is room that no one waits for; at once if there is now. */
  notifyWhenRoom(callback: () => void): void
  /** The oldest item, removed. */
  take(): Item | undefined
  /** Forgets an item or a callback, queued or waiting. */
  remove(entry: Item | (() => void)): void
  /** All items, queued and waiting, removed. Every callback is called. */
  clear(): Item[]
}

/** @param bound Most items in the queue, at least 1. */
export function boundedQueue<Item>(bound: number): BoundedQueue<Item> {
  // Sets keep the order of insertion and delete from the middle without moving the rest.
  const queued = new Set<Item>()
  const waiting = new Set<Item>()
  const callbacks = new Set<() => void>()

  const placeFreed = () => {
    const [next] = waiting
    if (next !== undefined) {
      waiting.delete(next)
      queued.add(next)
      return
    }
    const [callback] = callbacks
    if (callback === undefined) return
    callbacks.delete(callback)
    callback()
  }
  const hasRoom = () => queued.size < bound
  return {
    get size() {
      return queued.size
    },
    add: item => hasRoom() && queued.add(item) !== undefined,
    addWhenRoom: item => void (hasRoom() ? queued : waiting).add(item),
    notifyWhenRoom: callback => (hasRoom() ? callback() : void callbacks.add(callback)),
    take() {
      const [item] = queued
      if (item !== undefined && queued.delete(item)) placeFreed()
      return item
    },
    remove(entry) {
      if (callbacks.delete(entry as () => void) || waiting.delete(entry as Item)) return
      if (queued.delete(entry as Item)) placeFreed()
    },
    clear() {
      const items = [...queued, ...waiting]
      queued.clear()
      waiting.clear()
      const notified = [...callbacks]
      callbacks.clear()
      for (const callback of notified) callback()
      return items
    },
  }
}
