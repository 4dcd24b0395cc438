import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { meanOf } from '../mean-of.ts'
import { rankedDocuments } from '../ranked-documents.ts'
import { requireKind } from '../require-kind.ts'
import type { Run } from '../run.ts'
import type { BeyondAccuracyOptions, BeyondAccuracyReport } from './beyond-accuracy-report.ts'
import { listDifferences } from './list-differences.ts'

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
export function beyondAccuracy(lists: Run, options: BeyondAccuracyOptions): BeyondAccuracyReport {
  requireKnownOptions<BeyondAccuracyOptions>('beyondAccuracy', options, {
    popularity: true,
    users: true,
    cutoff: true,
    items: true,
    histories: true,
    relevant: true,
  })
  requireKind('beyondAccuracy', options, { kind: 'an object', name: 'options', example: '{ popularity, users }' })
  const { popularity, users, cutoff = 10, items, histories, relevant } = options
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
  const differences = items && listDifferences(items)
  return {
    coverage: new Set(recommended).size / popularity.size,
    gini: gini([...counts.values()]),
    novelty: meanOf(shares.map(share => -Math.log2(Math.min(1, share)))),
    popularity: meanOf(recommended.map(item => popularity.get(item)! / users)),
    popularShare: meanOf(recommended.map(item => (popular.has(item) ? 1 : 0))),
    personalization: personalization([...first.values()]),
    ...(differences && { diversity: differences.diversity(first) }),
    ...(differences && histories && { serendipity: differences.serendipity(first, { histories, relevant }) }),
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
  const length = meanOf(lists.map(list => list.length))
  const common = [...holders.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  return 1 - common / ((lists.length * (lists.length - 1)) / 2) / length
}
