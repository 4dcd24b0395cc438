import { historiesOf, movieLens, readInteractions, readSequences, type Interaction } from '@towerkit/datasets'
import type { ItemSource } from '@towerkit/generate-rank'

/** Users and items of a study, as numbers. */
export interface StudyData {
  /** Items of each user in the order of their times. */
  readonly histories: readonly Int32Array[]
  /** When, as the data counts it; missing if it does not say. */
  readonly times?: readonly Float64Array[]
  readonly items: readonly string[]
  /** Number of each category of an item, from 1; missing if nothing is known of the items. */
  readonly categories?: readonly (readonly number[])[]
  readonly categoryCount: number
}

/** What may be counted and trained on, and the targets, each with the history that it is to be told from. */
export interface StudySplit extends StudyData {
  /** Events of each user without those that are held out. */
  readonly train: readonly Int32Array[]
  readonly cases: readonly StudyCase[]
}

/** A target and what its user had before it. */
export interface StudyCase {
  readonly user: number
  readonly history: Int32Array
  readonly target: number
}

/**
 * ml-latest-small: ratings of films, of which the catalogue is those that anybody rated. Categories are the genres and,
 * from the title, the years in steps of five.
 *
 * @param options.seed Another one, another order of equal times.
 */
export async function movieLensData(folder: string, { seed = 0 } = {}): Promise<StudyData> {
  const interactions: Interaction[] = []
  for await (const interaction of readInteractions(`${folder}/ratings.csv`)) interactions.push(interaction)
  const histories = historiesOf(interactions, { seed })
  const { numberOf, names } = numbering()
  const rows = [...histories.values()].map(history => Int32Array.from(history, ({ item }) => numberOf(item)))
  const words = numbering()
  const categories = names.map((): number[] => [])
  const known = new Set(names)
  for await (const { id, title, genres } of movieLens(folder).movies()) {
    if (!known.has(id)) continue
    const year = /\((\d{4})\)\s*$/.exec(title)?.[1]
    const own = year === undefined ? genres : [...genres, `years from ${5 * Math.floor(Number(year) / 5)}`]
    categories[numberOf(id)] = own.map(word => 1 + words.numberOf(word))
  }
  const times = [...histories.values()].map(history => Float64Array.from(history, ({ time }) => time))
  return { histories: rows, times, items: names, categories, categoryCount: words.names.length }
}

/** `user item item ...`, a line a user. */
export async function sequenceData(path: string): Promise<StudyData> {
  const { numberOf, names } = numbering()
  const histories: Int32Array[] = []
  for await (const { items } of readSequences(path)) histories.push(Int32Array.from(items, numberOf))
  return { histories, items: names, categoryCount: 0 }
}

/**
 * Holds out the last `count` events of each user who has at least two more; `skip` of the latest are left away. The
 * history of a target is all that its user had before it, other targets too; training knows none of them.
 */
export function holdOut(
  data: StudyData,
  { count, skip = 0 }: { readonly count: number; readonly skip?: number },
): StudySplit {
  const kept = data.histories.map(history => history.subarray(0, history.length - skip))
  const cuts = kept.map(history => (history.length >= count + 2 ? history.length - count : history.length))
  return {
    ...data,
    train: kept.map((history, user) => history.subarray(0, cuts[user])),
    cases: kept.flatMap((history, user) => casesOf(history, { user, from: cuts[user]! })),
  }
}

/** Each event of a history from a place on as a target. */
export function casesOf(
  history: Int32Array,
  { user, from }: { readonly user: number; readonly from: number },
): StudyCase[] {
  return Array.from(history.subarray(from), (target, i) => ({ user, history: history.subarray(0, from + i), target }))
}

/** The last `count` events of each user to test, and the one before them to choose by. */
export function splitsOf(
  data: StudyData,
  count: number,
): { readonly validation: StudySplit; readonly test: StudySplit } {
  return { validation: holdOut(data, { count: 1, skip: count }), test: holdOut(data, { count }) }
}

/** What training may know of the items. */
export function sourceOf({ train, items, categories }: StudySplit): ItemSource {
  const frequencies = new Float64Array(items.length)
  for (const history of train) for (const item of history) frequencies[item]!++
  return {
    count: items.length,
    frequencies,
    ...(categories && { categoriesOf: row => categories[row]! }),
  }
}

function numbering() {
  const numbers = new Map<string, number>()
  const names: string[] = []
  const numberOf = (name: string) => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    names.push(name)
    numbers.set(name, names.length - 1)
    return names.length - 1
  }
  return { numberOf, names }
}
