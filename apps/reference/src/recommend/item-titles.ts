import { bm25Index, englishTokens, foldText } from '@towerkit/retrieval'
import type { StoredItem } from './recommendation-service.ts'

/** Titles of items, or ids of those that have none, to be found by while somebody types. */
export interface ItemTitles {
  set(items: readonly Pick<StoredItem, 'id' | 'title'>[]): void
  remove(ids: readonly string[]): void
  /** Ids of items whose titles have words of the query: first those with most of them, then the most popular. */
  find(query: string, limit: number): string[]
}

/** Titles that are looked at to choose those with most words. */
const mostLookedAt = 1000

/** No titles yet. @param popular Ids, the most popular first. */
export function itemTitles(popular: readonly string[]): ItemTitles {
  // No word of a title is too small to look for, and its length says nothing.
  const index = bm25Index({ k1: 0, tokenize: englishTokens({ stopWords: new Set() }) })
  const textOf = new Map<string, string>()
  /** What has changed since somebody typed: who only changes items does not pay for it. */
  const changed = new Set<string>()
  const placeOf = new Map(popular.map((id, place) => [id, place]))
  const place = (id: string) => placeOf.get(id) ?? popular.length
  return {
    set(items) {
      for (const { id, title } of items) {
        textOf.set(id, title || id)
        changed.add(id)
      }
    },
    remove(ids) {
      for (const id of ids) {
        textOf.delete(id)
        changed.add(id)
      }
    },
    find(query, limit) {
      index.add([...changed].flatMap(id => (textOf.has(id) ? [{ id, text: textOf.get(id)! }] : [])))
      index.remove([...changed].filter(id => !textOf.has(id)))
      changed.clear()
      const asked = wordsOf(query)
      return index
        .search(query, mostLookedAt, { prefix: true, typos: true })
        .map(({ key }) => {
          const words = wordsOf(textOf.get(key)!)
          const pointsOf = (begun: string) =>
            words.includes(begun) ? 2 : Number(words.some(each => each.startsWith(begun)))
          return { id: key, points: asked.reduce((sum, begun) => sum + pointsOf(begun), 0) }
        })
        .sort((a, b) => b.points - a.points || place(a.id) - place(b.id))
        .slice(0, limit)
        .map(({ id }) => id)
    },
  }
}

function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(foldText)
}
