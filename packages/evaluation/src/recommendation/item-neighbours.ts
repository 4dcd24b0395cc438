import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { distinctItems, requireList } from './distinct-items.ts'

/** How item neighbours are scored. */
export interface ItemNeighboursOptions {
  /** Latest events of a history whose neighbours are added up. A whole number of at least 1, default 20. */
  readonly latest?: number
  /** Added to the number of users of each item, so that rare items do not win by chance. At least 0, default 10. */
  readonly damping?: number
}

/**
 * Item-based nearest neighbours: the baseline that a recommender for a small table of interactions must beat.
 *
 * An item's score is the sum, over the latest events of a history, of the damped cosine of co-occurrence: with A and B
 * the users of both items, |A ∩ B| / √((|A| + damping)(|B| + damping)). An event adds nothing to its own item.
 *
 * @param histories The items of each user, of the training data only.
 * @returns a function of a history, the latest event last, to the scores of all items that share a user with it. All
 * others have 0. Items that the history already has may be among them.
 * @throws {ArgumentError} unless every history is a list of items, and if an option is unknown or out of range.
 *
 * @example
 * const scoresOf = itemNeighbours([['a', 'b'], ['a', 'b'], ['a', 'c']])
 * scoresOf(['a']) // b before c
 *
 * @see Sarwar et al., Item-based collaborative filtering recommendation algorithms, WWW 2001
 */
export function itemNeighbours<Item>(
  histories: Iterable<Iterable<Item>>,
  options: ItemNeighboursOptions = {},
): (history: Iterable<Item>) => Map<Item, number> {
  requireKnownOptions<ItemNeighboursOptions>('itemNeighbours', options, { latest: true, damping: true })
  const { latest = 20, damping = 10 } = options
  if (!Number.isSafeInteger(latest) || latest < 1)
    throw new ArgumentError(`itemNeighbours: latest is ${latest}. Give a whole number of at least 1.`, { latest })
  if (!Number.isFinite(damping) || damping < 0)
    throw new ArgumentError(`itemNeighbours: damping is ${damping}. Give a number of at least 0.`, { damping })
  // Numbers in place of items: a catalogue's scores are then an array, many times faster than a map.
  const numbers = new Map<Item, number>()
  const usersOf: number[][][] = []
  for (const distinct of distinctItems('itemNeighbours', histories)) {
    const user: number[] = []
    for (const item of distinct) {
      const number = numbers.get(item) ?? usersOf.push([]) - 1
      numbers.set(item, number)
      usersOf[number]!.push(user)
      user.push(number)
    }
  }
  const items = [...numbers.keys()]
  const norms = usersOf.map(({ length }) => Math.sqrt(length + damping))
  return history => {
    const sums = new Float64Array(items.length)
    for (const item of [...requireList('itemNeighbours', history, 'a history is')].slice(-latest)) {
      const number = numbers.get(item)
      if (number === undefined) continue
      for (const user of usersOf[number]!)
        for (const other of user) if (other !== number) sums[other]! += 1 / norms[number]!
    }
    const scores = new Map<Item, number>()
    for (const [number, sum] of sums.entries()) if (sum > 0) scores.set(items[number]!, sum / norms[number]!)
    return scores
  }
}
