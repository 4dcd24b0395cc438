import { ArgumentError } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'

/** Where the one relevant item of a ranking stands. */
export interface TargetPlace {
  /** How many items have a higher score. */
  readonly above: number
  /** How many other items have the same score. */
  readonly tied: number
}

/** Measures of the target's rank. */
export interface TargetMeasures {
  /** Probability that it is among the first `cutoff`. */
  readonly hitRate: number
  readonly nDCG: number
  readonly reciprocalRank: number
}

/**
 * HR@k, nDCG@k and RR@k of one relevant item in a ranking of the whole catalogue, each as the mean over all orders of
 * equal scores: with `above` items before it and `tied` others of equal score, the target is at each of the ranks above
 * + 1 ... above + tied + 1 with the same probability. The same as `evaluate` with `ties: 'expected'`, without the
 * ranking.
 *
 * @param place Whole numbers of at least 0.
 * @param cutoff k, a whole number of at least 1.
 * @throws {ArgumentError} if a number is out of range.
 *
 * @example
 * targetMeasures({ above: 0, tied: 0 }, 10)  // { hitRate: 1, nDCG: 1, reciprocalRank: 1 }
 * targetMeasures({ above: 9, tied: 1 }, 10)  // hitRate 0.5: rank 10 or 11
 */
export function targetMeasures(place: TargetPlace, cutoff: number): TargetMeasures {
  requireKind('targetMeasures', place, { kind: 'an object', name: 'the place', example: '{ above, tied }' })
  const { above, tied } = place
  for (const [name, value, least] of [
    ['above', above, 0],
    ['tied', tied, 0],
    ['cutoff', cutoff, 1],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new ArgumentError(`targetMeasures: ${name} is ${value}. Give a whole number of at least ${least}.`, {
        [name]: value,
      })
  const within = Math.min(Math.max(cutoff - above, 0), tied + 1)
  let gain = 0
  let reciprocal = 0
  for (let rank = above + 1; rank <= above + within; rank++) {
    gain += 1 / Math.log2(rank + 1)
    reciprocal += 1 / rank
  }
  return { hitRate: within / (tied + 1), nDCG: gain / (tied + 1), reciprocalRank: reciprocal / (tied + 1) }
}
