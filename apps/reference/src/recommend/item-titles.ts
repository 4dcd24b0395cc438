import { bm25Index, englishTokens } from '@towerkit/retrieval'
import type { StoredItem } from './recommendation-service.ts'

/** An item with its title. */
type TitledItem = Pick<StoredItem, 'id' | 'title'>

/** Titles of items, or ids of those that have none, to be found by while somebody types. */
export interface ItemTitles {
  set(items: readonly TitledItem[]): void
  remove(ids: readonly string[]): void
  /** Ids of items whose titles have words of the query, the most telling and then the most popular first. */
  find(query: string, limit: number): string[]
}

/** No titles yet. @param popular Ids, the most popular first. */
export function itemTitles(popular: readonly string[]): ItemTitles {
  // No word of a title is too small to look for, and its length says nothing: equal ones are told apart by their order.
  const titles = bm25Index({ k1: 0, tokenize: englishTokens({ stopWords: new Set() }) })
  const placeOf = new Map(popular.map((id, place) => [id, place]))
  const place = ({ id }: { readonly id: string }) => placeOf.get(id) ?? popular.length
  /** What has changed since somebody typed: who only changes items does not pay for it. */
  const changed = new Map<string, string | undefined>()
  return {
    set(items) {
      for (const { id, title } of items) changed.set(id, title || id)
    },
    remove(ids) {
      for (const id of ids) changed.set(id, undefined)
    },
    find(query, limit) {
      const added = [...changed].flatMap(([id, text]) => (text === undefined ? [] : [{ id, text }]))
      titles.add(added.sort((a, b) => place(a) - place(b)))
      titles.remove([...changed].flatMap(([id, text]) => (text === undefined ? [id] : [])))
      changed.clear()
      return titles.search(query, limit, { prefix: true, typos: true }).map(({ key }) => key)
    },
  }
}
