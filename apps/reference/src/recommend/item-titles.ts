import { bm25Index, englishTokens } from '@towerkit/retrieval'
import type { StoredItem } from './recommendation-service.ts'

/** Titles of items, to be found by while somebody types. */
export interface ItemTitles {
  set(items: readonly Pick<StoredItem, 'id' | 'title'>[]): void
  remove(ids: readonly string[]): void
  /** Ids of items whose titles have words of the query, the most telling and then the most popular first. */
  find(query: string, limit: number): string[]
}

/** @param popular Ids, the most popular first. */
export function itemTitles(
  items: readonly Pick<StoredItem, 'id' | 'title'>[],
  { popular }: { readonly popular: readonly string[] },
): ItemTitles {
  // No word of a title is too small to look for, and its length says nothing: equal ones are told apart by their order.
  const titles = bm25Index({ k1: 0, tokenize: englishTokens({ stopWords: new Set() }) })
  const set: ItemTitles['set'] = some => titles.add(some.map(({ id, title }) => ({ id, text: title })))
  const placeOf = new Map(popular.map((id, place) => [id, place]))
  const place = ({ id }: { readonly id: string }) => placeOf.get(id) ?? Infinity
  set(items.toSorted((a, b) => place(a) - place(b) || 0))
  return {
    set,
    remove: ids => void titles.remove(ids),
    find: (query, limit) => titles.search(query, limit, { prefix: true, typos: true }).map(({ key }) => key),
  }
}
