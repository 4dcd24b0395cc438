import { distinctItems } from './distinct-items.ts'

/**
 * Counts the users who have each item: the simplest recommender that another one must beat, and what `beyondAccuracy`
 * takes as `popularity`.
 *
 * @param histories The items of each user, in any order. An item that a user has twice counts once.
 * @returns the number of users by item, in the order in which the items first occur.
 * @throws {ArgumentError} unless every history is a list of items.
 *
 * @example
 * const popularity = itemPopularity([['a', 'b'], ['a']]) // a: 2, b: 1
 */
export function itemPopularity<Item>(histories: Iterable<Iterable<Item>>): Map<Item, number> {
  const users = new Map<Item, number>()
  for (const items of distinctItems('itemPopularity', histories))
    for (const item of items) users.set(item, (users.get(item) ?? 0) + 1)
  return users
}
