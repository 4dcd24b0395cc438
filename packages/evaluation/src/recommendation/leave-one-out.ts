import { DataError } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'
import { qrelsFrom, type Qrels } from '../qrels.ts'

/** A user had an item at some time. */
export interface Interaction {
  readonly user: string
  readonly item: string
  /** In any unit; the latest one is held out. Default: the order of the interactions. */
  readonly time?: number
}

/**
 * Holds out the last interaction of each user, so that a recommender trained on the others can be tested on it. On the
 * result HR@k, the hit rate, is `Success@k`; `RR@k` and `nDCG@k` tell how high the item stands.
 *
 * @param interactions At least one user with two or more. Users with one stay in the training data whole.
 * @returns what to train on, in the order of `interactions`, and the item of each user as `Qrels`.
 * @throws {DataError} if a time is not finite, or no user has two interactions.
 *
 * @example
 * const { train, qrels } = leaveOneOut(ratings)
 * const { mean } = evaluate({ qrels, run, measures: ['Success@10', 'nDCG@10'] }) // HR@10, nDCG@10
 */
export function leaveOneOut<Row extends Interaction>(
  interactions: readonly Row[],
): { readonly train: Row[]; readonly qrels: Qrels } {
  requireKind('leaveOneOut', interactions, { kind: 'an array', name: 'interactions', example: '[{ user, item }]' })
  const last = new Map<string, number>()
  const counts = new Map<string, number>()
  const timeOf = (i: number) => interactions[i]!.time ?? i
  for (const [i, { user, time }] of interactions.entries()) {
    if (time !== undefined && !Number.isFinite(time))
      throw new DataError(`leaveOneOut: an interaction of user "${user}" has the time ${time}. Give a finite number.`, {
        user,
        time,
      })
    counts.set(user, (counts.get(user) ?? 0) + 1)
    const before = last.get(user)
    if (before === undefined || timeOf(i) >= timeOf(before)) last.set(user, i)
  }
  const held = new Set([...last].filter(([user]) => counts.get(user)! > 1).map(([, i]) => i))
  if (held.size === 0)
    throw new DataError(`leaveOneOut: none of ${counts.size} users has two interactions. Give more.`, {
      users: counts.size,
    })
  return {
    train: interactions.filter((_, i) => !held.has(i)),
    qrels: qrelsFrom(
      [...held].map(i => ({ query: interactions[i]!.user, document: interactions[i]!.item, relevance: 1 })),
    ),
  }
}
