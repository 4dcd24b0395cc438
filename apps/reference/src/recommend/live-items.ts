import { setImmediate as turn } from 'node:timers/promises'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import { itemTitles, type ItemTitles } from './item-titles.ts'
import type { LiveCatalogue } from './live-catalogue.ts'

/** The items of a store in memory, as this process and others change them. */
export interface LiveItems extends Pick<ItemTitles, 'find'> {
  readonly size: number
  /** Takes over what has changed in the store. After a failure the next call tries again. */
  follow(): Promise<void>
  /** The same if another process has changed something: what this one changes it follows by itself. */
  followOthers(): Promise<void>
}

/** Items that are read at once: not all of a large store is in memory twice. */
const itemsAtOnce = 4096

/** @param options.popular Ids, the most popular first. */
export async function liveItems(
  store: Store,
  { catalogue, popular }: { readonly catalogue: LiveCatalogue; readonly popular: readonly string[] },
): Promise<LiveItems> {
  const titles = itemTitles(popular)
  /** By the number of the stored document, which is all that the log says of one that is gone. */
  const idOf = new Map<number, string>()
  /** The last entry of the log that was followed; undefined until the store was read. */
  let followed: number | undefined
  let othersFollowed = store.othersChanges()
  let tail: Promise<void> = Promise.resolve()

  async function set(items: readonly NumberedDocument[]): Promise<void> {
    if (items.length === 0) return
    await catalogue.setItems(items)
    titles.set(items)
    for (const { number, id } of items) idOf.set(number, id)
  }
  async function remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await catalogue.removeItems(ids)
    titles.remove(ids)
  }

  /** Reads all of the store: at the start, and if the log has forgotten what was not followed. */
  async function read(): Promise<void> {
    followed = store.lastChange()
    const gone = new Map(idOf)
    let page: NumberedDocument[] = []
    for (const item of store.documents()) {
      gone.delete(item.number)
      if (page.push(item) < itemsAtOnce) continue
      await set(page)
      page = []
      await turn()
    }
    await set(page)
    await forget(gone)
  }

  /** Numbers that are gone; an id that has another number is still there. */
  async function forget(gone: ReadonlyMap<number, string>): Promise<void> {
    await remove([...gone.values()].filter(id => store.document(id) === undefined))
    for (const number of gone.keys()) idOf.delete(number)
  }

  async function followLog(): Promise<void> {
    const changed = followed === undefined ? undefined : store.changesSince(followed)
    if (changed === undefined) {
      await read()
      // What came while it was read.
      return await followLog()
    }
    const items = changed.documents.flatMap(number => store.numbered(number) ?? [])
    const isThere = new Set(items.map(({ number }) => number))
    await set(items)
    await forget(
      new Map(
        changed.documents.flatMap(number =>
          isThere.has(number) || !idOf.has(number) ? [] : [[number, idOf.get(number)!] as const],
        ),
      ),
    )
    followed = changed.through
  }

  const follow = () => {
    const done = tail.then(followLog)
    tail = done.catch(() => undefined)
    return done
  }
  await follow()
  return {
    find: titles.find,
    get size() {
      return idOf.size
    },
    follow,
    async followOthers() {
      const now = store.othersChanges()
      if (now === othersFollowed) return
      await follow()
      othersFollowed = now
    },
  }
}
