import { ArgumentError } from '@towerkit/core'
import { kindOf } from '../kind-of.ts'

/**
 * The different items of each user, in the order of the users.
 *
 * @throws {ArgumentError} unless histories are lists of items. A text is none, though it is iterable.
 */
export function* distinctItems<Item>(caller: string, histories: Iterable<Iterable<Item>>): Generator<Set<Item>> {
  for (const history of requireList(caller, histories, 'the histories are'))
    yield new Set(requireList(caller, history, 'a history is'))
}

/** @throws {ArgumentError} for a text, and for anything that cannot be iterated over. */
export function requireList<Each>(caller: string, list: Iterable<Each>, what: string): Iterable<Each> {
  if (typeof list === 'object' && list !== null && Symbol.iterator in list) return list
  throw new ArgumentError(
    `${caller}: ${what} ${kindOf(list)}. Give a list of items for each user, [['a', 'b'], ['a']].`,
  )
}
