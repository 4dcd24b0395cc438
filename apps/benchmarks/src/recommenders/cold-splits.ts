import { createHash } from 'node:crypto'
import { casesOf, type StudyData, type StudySplit } from './study-data.ts'

/** Events of a split that training must not know. */
export interface ColdSplit {
  /** What is trained on, and chosen by. */
  readonly training: StudySplit
  readonly test: StudySplit
  /** For each item, whether training knows nothing of it but its description. */
  readonly isCold: readonly boolean[]
}

/**
 * A tenth of the items, by a hash of their names, is taken out of all histories that are trained on; they are among
 * the test events, and never in a history.
 */
export function coldItems(data: StudyData, count: number): ColdSplit {
  const isCold = data.items.map(name => createHash('sha256').update(name).digest()[0]! % 10 === 0)
  const warm = (history: Int32Array) => history.filter(item => !isCold[item])
  const cuts = data.histories.map(({ length }) => (length >= count + 2 ? length - count : length))
  const known = data.histories.map((history, user) => warm(history.subarray(0, cuts[user])))
  const cases = data.histories.flatMap((own, user) =>
    casesOf(own, { user, from: cuts[user]! })
      .map(each => ({ ...each, history: warm(each.history) }))
      .filter(({ history }) => history.length >= 2),
  )
  return { training: lastHeldOut(data, known), test: { ...data, train: known, cases }, isCold }
}

/**
 * One moment for all: training knows what was before it; tested are the last events of users who came after it, of whom
 * it knows nothing. Items that came after it have a description only.
 *
 * @param options.share Of all events that are before the moment.
 */
export function newUsers(
  data: StudyData,
  { share, count }: { readonly share: number; readonly count: number },
): ColdSplit {
  const { histories, times } = data
  if (!times) throw new Error('newUsers: the data has no times. Give interactions.')
  const sorted = Float64Array.from(times.flatMap(own => [...own])).sort()
  const moment = sorted[Math.floor(share * sorted.length)]!
  const before = histories.map((history, user) => history.filter((_, i) => times[user]![i]! < moment))
  const seen = new Set(before.flatMap(history => [...history]))
  const isNew = (user: number) => before[user]!.length === 0 && histories[user]!.length >= count + 2
  const cases = histories.flatMap((own, user) => (isNew(user) ? casesOf(own, { user, from: own.length - count }) : []))
  return {
    training: lastHeldOut(data, before),
    test: { ...data, train: before, cases },
    isCold: data.items.map((_, item) => !seen.has(item)),
  }
}

/** The last event of each history with at least three is for choosing. */
function lastHeldOut(data: StudyData, histories: readonly Int32Array[]): StudySplit {
  const cut = (history: Int32Array) => (history.length >= 3 ? history.length - 1 : history.length)
  return {
    ...data,
    train: histories.map(history => history.subarray(0, cut(history))),
    cases: histories.flatMap((history, user) => casesOf(history, { user, from: cut(history) })),
  }
}
