import { requireKnownOptions } from '@towerkit/core'
import type { Interaction } from './interaction.ts'
import { byText, orderOfInteractions, requireTimes } from './order-of-interactions.ts'

/** Options of what puts interactions in order. */
export interface InteractionOrderOptions {
  /** Another seed, another order of equal times. Default 0. */
  readonly seed?: number
}

/**
 * The interactions of each user, the earliest first. Those of one time are ordered by a hash of seed, user, item and
 * time: the order of a file is mostly that of its items, which a model would learn as if it were taste.
 *
 * @returns users by the code units of their names, so that the order of the file decides nothing.
 * @throws {DataError} if a time is not a finite number from 0.
 * @throws {ArgumentError} if the seed is no whole number.
 *
 * @example
 * const histories = historiesOf(interactions)
 * const latest = histories.get('42')?.at(-1)
 */
export function historiesOf<Row extends Interaction>(
  interactions: readonly Row[],
  options: InteractionOrderOptions = {},
): Map<string, Row[]> {
  const { seed = 0 } = requireKnownOptions('historiesOf', options, { seed: true })
  requireTimes('historiesOf', interactions, seed)
  const histories = new Map<string, Row[]>()
  for (const interaction of interactions) {
    const history = histories.get(interaction.user)
    if (history) history.push(interaction)
    else histories.set(interaction.user, [interaction])
  }
  const order = orderOfInteractions(seed)
  for (const history of histories.values()) history.sort(order)
  return new Map([...histories].sort(([a], [b]) => byText(a, b)))
}
