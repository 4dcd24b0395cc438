import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { historiesOf, type InteractionOrderOptions } from './histories-of.ts'
import type { Interaction } from './interaction.ts'

/** Options of `splitByLast`. */
export interface SplitByLastOptions extends InteractionOrderOptions {
  /** Interactions at the end of each user that are the test. Default 1. */
  readonly test?: number
  /** Interactions of each user before those, to choose settings by. Default 0. */
  readonly validation?: number
}

/** Interactions for training, for choosing settings, and for the test. */
export interface InteractionSplit<Row extends Interaction> {
  readonly train: Row[]
  readonly validation: Row[]
  readonly test: Row[]
}

/**
 * Holds out the last interactions of each user: `{ test: 1 }` is "leave one out". No interaction of a user that is
 * trained or validated on is later than one of the same user's test; equal times are ordered as by `historiesOf`.
 *
 * Users have their tests at different times, so training knows what others did after a user's test: popularity and
 * co-occurrence look ahead. `splitByTime` does not.
 *
 * @param interactions Users with `test + validation` or fewer are trained on whole: nothing would be left to know them
 *   by.
 * @returns each part by user, then time.
 * @throws {DataError} if a time is not a finite number from 0, or no user has enough interactions.
 * @throws {ArgumentError} for counts that are no whole numbers, a `test` under 1, or a seed that is no whole number.
 *
 * @example
 * const { train, validation, test } = splitByLast(interactions, { test: 5, validation: 1 })
 */
export function splitByLast<Row extends Interaction>(
  interactions: readonly Row[],
  options: SplitByLastOptions = {},
): InteractionSplit<Row> {
  const {
    test = 1,
    validation = 0,
    seed = 0,
  } = requireKnownOptions('splitByLast', options, { test: true, validation: true, seed: true })
  if (!Number.isSafeInteger(test) || test < 1 || !Number.isSafeInteger(validation) || validation < 0)
    throw new ArgumentError(
      `splitByLast: test is ${test}, validation ${validation}. Give whole numbers, the first from 1, the ` +
        'second from 0.',
      { test, validation },
    )
  const split: InteractionSplit<Row> = { train: [], validation: [], test: [] }
  const histories = historiesOf(interactions, { seed })
  for (const history of histories.values()) {
    const known = history.length - test - validation
    const isSplit = known > 0
    for (const [at, interaction] of history.entries()) {
      const part = !isSplit || at < known ? 'train' : at < known + validation ? 'validation' : 'test'
      split[part].push(interaction)
    }
  }
  if (split.test.length === 0)
    throw new DataError(
      `splitByLast: none of ${histories.size} users has more than ${test + validation} interactions. Give more, or ` +
        'hold out fewer.',
      { users: histories.size, test, validation },
    )
  return split
}
