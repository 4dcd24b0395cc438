import { ArgumentError, DataError, row, type Vectors } from '@towerkit/core'
import type { Run } from '../run.ts'
import { rankedDocuments } from '../ranked-documents.ts'

/** What is known of the items. */
export interface BeyondAccuracyOptions {
  /** Number of users who have each item, by its id, in the training data; the catalogue is its keys. */
  readonly popularity: ReadonlyMap<string, number>
  /** Number of users in the training data. */
  readonly users: number
  /** Only the first `cutoff` items of each list count. A whole number of at least 1, default 10. */
  readonly cutoff?: number
  /**
   * Content vectors of the items, for the diversity within lists and serendipity. Default: none, and neither is
   * computed.
   */
  readonly items?: { readonly keys: readonly string[]; readonly vectors: Vectors }
  /** What each user had before, for serendipity. Default: none, and it is not computed. */
  readonly histories?: ReadonlyMap<string, readonly string[]>
  /** Which items are relevant to each user: then serendipity counts only those. Default: all. */
  readonly relevant?: ReadonlyMap<string, ReadonlySet<string>>
}

/** How lists are, beside being right. */
export interface BeyondAccuracyReport {
  /** Share of the catalogue that is in any list. */
  readonly coverage: number
  /**
   * Inequality of how often the items of the catalogue are recommended: 0 if all are equally often, near 1 if few make
   * up all.
   */
  readonly gini: number
  /** Mean of -log2(popularity / users) of the recommended items, in bits: the higher, the less known. */
  readonly novelty: number
  /** Mean popularity / users of the recommended items. */
  readonly popularity: number
  /** Share of recommended items that are among the most popular fifth of the catalogue. */
  readonly popularShare: number
  /** 1 - mean overlap of two users' lists: 0 if all get the same, 1 if no two have an item in common. */
  readonly personalization: number
  /** Mean of 1 - cosine over the pairs of a list. */
  readonly diversity?: number
  /**
   * Mean over recommended (and relevant) items of 1 - the highest cosine with any item of the user's history; others
   * count 0.
   */
  readonly serendipity?: number
}

/**
 * Tells what accuracy does not of a recommender: how much of the catalogue it uses, how new, different and personal its
 * lists are, and how much it leans on what is popular.
 *
 * @param lists Users by items, as a run: the score ranks.
 * @throws {DataError} if there are no lists, an item is not in the catalogue, or an item of a list has no vector.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const { coverage, gini, novelty } = beyondAccuracy(run, { popularity, users: 610 })
 *
 * @see Castells, Hurley and Vargas, Novelty and diversity in recommender systems, Recommender Systems Handbook 2015
 */
export function beyondAccuracy(
  lists: Run,
  { popularity, users, cutoff = 10, items, histories, relevant }: BeyondAccuracyOptions,
): BeyondAccuracyReport {
  if (!Number.isSafeInteger(cutoff) || cutoff < 1)
    throw new ArgumentError(`beyondAccuracy: cutoff is ${cutoff}. Give a whole number of at least 1.`, { cutoff })
  if (!Number.isSafeInteger(users) || users < 1)
    throw new ArgumentError(`beyondAccuracy: users is ${users}. Give a whole number of at least 1.`, { users })
  const first = new Map([...lists].map(([user, scores]) => [user, rankedDocuments(scores).slice(0, cutoff)]))
  const recommended = [...first.values()].flat()
  if (recommended.length === 0) throw new DataError('beyondAccuracy: no items are recommended. Give at least one list.')
  const unknown = recommended.find(item => !popularity.has(item))
  if (unknown !== undefined)
    throw new DataError(
      `beyondAccuracy: item "${unknown}" is not in the catalogue of ${popularity.size}. Give its popularity, 0 if ` +
        'it is new.',
      { item: unknown },
    )
  const counts = new Map([...popularity.keys()].map(item => [item, 0]))
  for (const item of recommended) counts.set(item, counts.get(item)! + 1)
  // An item that nobody had is as well known as if half a user had it.
  const shares = recommended.map(item => Math.max(popularity.get(item)!, 0.5) / users)
  const popular = new Set(
    [...popularity]
      .sort((a, b) => b[1] - a[1])
      .slice(0, Math.ceil(popularity.size / 5))
      .map(([item]) => item),
  )
  const cosine = items === undefined ? undefined : cosines(items)
  return {
    coverage: new Set(recommended).size / popularity.size,
    gini: gini([...counts.values()]),
    novelty: mean(shares.map(share => -Math.log2(Math.min(1, share)))),
    popularity: mean(recommended.map(item => popularity.get(item)! / users)),
    popularShare: mean(recommended.map(item => (popular.has(item) ? 1 : 0))),
    personalization: personalization([...first.values()]),
    ...(cosine === undefined
      ? {}
      : {
          diversity: mean(
            [...first.values()]
              .filter(list => list.length > 1)
              .map(list => mean(pairsOf(list).map(([a, b]) => 1 - cosine(a, b)))),
          ),
        }),
    ...(cosine === undefined || histories === undefined
      ? {}
      : { serendipity: serendipity(first, { cosine, histories, relevant }) }),
  }
}

function gini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const total = sorted.reduce((sum, value) => sum + value, 0)
  return sorted.reduce((sum, value, i) => sum + (2 * (i + 1) - sorted.length - 1) * value, 0) / (sorted.length * total)
}

/** Over all pairs of users, from how many lists each item is in. */
function personalization(lists: readonly (readonly string[])[]): number {
  if (lists.length < 2) return 1
  const holders = new Map<string, number>()
  for (const item of lists.flat()) holders.set(item, (holders.get(item) ?? 0) + 1)
  const length = mean(lists.map(list => list.length))
  const common = [...holders.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  return 1 - common / ((lists.length * (lists.length - 1)) / 2) / length
}

type Cosine = (a: string, b: string) => number

function cosines({ keys, vectors }: NonNullable<BeyondAccuracyOptions['items']>): Cosine {
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

function serendipity(
  lists: ReadonlyMap<string, readonly string[]>,
  {
    cosine,
    histories,
    relevant,
  }: {
    readonly cosine: Cosine
    readonly histories: ReadonlyMap<string, readonly string[]>
    readonly relevant: BeyondAccuracyOptions['relevant']
  },
): number {
  return mean(
    [...lists].flatMap(([user, list]) =>
      list.map(item => {
        if (relevant !== undefined && !relevant.get(user)?.has(item)) return 0
        const history = histories.get(user) ?? []
        return history.length === 0 ? 1 : 1 - Math.max(...history.map(other => cosine(item, other)))
      }),
    ),
  )
}

function pairsOf(list: readonly string[]): [string, string][] {
  return list.flatMap((a, i) => list.slice(i + 1).map(b => [a, b] as [string, string]))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
