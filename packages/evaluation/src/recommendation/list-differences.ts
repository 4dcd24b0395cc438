import { DataError, row } from '@towerkit/core'
import { meanOf } from '../mean-of.ts'
import type { BeyondAccuracyOptions } from './beyond-accuracy-report.ts'

/** Lists of items by user, best first. */
export type Lists = ReadonlyMap<string, readonly string[]>

/** How lists differ within, and from what their users had before. */
export interface ListDifferences {
  diversity(lists: Lists): number
  serendipity(
    lists: Lists,
    options: { readonly histories: Lists; readonly relevant: BeyondAccuracyOptions['relevant'] | undefined },
  ): number
}

/** Differences by the cosine of items' vectors. @throws {DataError} if an item has no vector. */
export function listDifferences(items: NonNullable<BeyondAccuracyOptions['items']>): ListDifferences {
  const cosine = cosines(items)
  return {
    diversity: lists =>
      meanOf(
        [...lists.values()]
          .filter(list => list.length > 1)
          .map(list => meanOf(pairsOf(list).map(([a, b]) => 1 - cosine(a, b)))),
      ),
    serendipity: (lists, { histories, relevant }) =>
      meanOf(
        [...lists].flatMap(([user, list]) =>
          list.map(item => {
            if (relevant !== undefined && !relevant.get(user)?.has(item)) return 0
            const history = histories.get(user) ?? []
            return history.length === 0 ? 1 : 1 - Math.max(...history.map(other => cosine(item, other)))
          }),
        ),
      ),
  }
}

function cosines({ keys, vectors }: NonNullable<BeyondAccuracyOptions['items']>): (a: string, b: string) => number {
  const places = new Map(keys.map((key, i) => [key, i]))
  const vectorOf = (item: string) => {
    const place = places.get(item)
    if (place === undefined)
      throw new DataError(`beyondAccuracy: item "${item}" has no vector. Give one for each item.`, { item })
    return row(vectors, place)
  }
  return (a, b) => {
    const x = vectorOf(a)
    const y = vectorOf(b)
    const dot = x.reduce((sum, value, d) => sum + value * y[d]!, 0)
    return dot / (Math.hypot(...x) * Math.hypot(...y) || 1)
  }
}

function pairsOf(list: readonly string[]): [string, string][] {
  return list.flatMap((a, i) => list.slice(i + 1).map(b => [a, b] as [string, string]))
}
