import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import type { InteractionOrderOptions } from './histories-of.ts'
import type { Interaction } from './interaction.ts'
import { orderOfInteractions, requireTimes } from './order-of-interactions.ts'
import type { InteractionSplit } from './split-by-last.ts'

/** Options of `splitByTime`. */
export interface SplitByTimeOptions extends InteractionOrderOptions {
  /** The moment from which on interactions are the test, in the unit of their times. */
  readonly test: number
  /** The moment from which on, up to `test`, they are for choosing settings. Default `test`: there are none. */
  readonly validation?: number
}

/**
 * Parts interactions at one moment for all users, as a service would meet them: everything before it is known, nothing
 * after it. Users and items of the test may be new.
 *
 * @returns each part by time, equal times by the hash of `historiesOf`. All of `train` is before `validation`, all of
 *   that before `test`.
 * @throws {DataError} if a time is not a finite number from 0, or nothing is before the first moment or from `test` on.
 * @throws {ArgumentError} for moments that are not finite or in the wrong order, or a seed that is no whole number.
 *
 * @example
 * const { train, test } = splitByTime(interactions, { test: Date.UTC(2018, 0, 1) / 1_000 })
 */
export function splitByTime<Row extends Interaction>(
  interactions: readonly Row[],
  options: SplitByTimeOptions,
): InteractionSplit<Row> {
  const {
    test,
    validation = test,
    seed = 0,
  } = requireKnownOptions('splitByTime', options, { test: true, validation: true, seed: true })
  if (!Number.isFinite(test) || !(validation <= test))
    throw new ArgumentError(
      `splitByTime: validation is ${validation}, test ${test}. Give two finite numbers, the first not after ` +
        'the second.',
      { validation, test },
    )
  requireTimes('splitByTime', interactions, seed)
  const split: InteractionSplit<Row> = { train: [], validation: [], test: [] }
  for (const interaction of interactions.toSorted(orderOfInteractions(seed))) {
    const { time } = interaction
    split[time < validation ? 'train' : time < test ? 'validation' : 'test'].push(interaction)
  }
  if (split.train.length === 0 || split.test.length === 0)
    throw new DataError(
      `splitByTime: ${split.train.length} of ${interactions.length} interactions are before ${validation}, ` +
        `${split.test.length} from ${test} on. Give a moment between the first and the last.`,
      { train: split.train.length, test: split.test.length },
    )
  return split
}
