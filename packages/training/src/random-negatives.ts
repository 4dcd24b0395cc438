import { ArgumentError } from '@towerkit/core'

/** @throws {ArgumentError} if a count is out of its range. */
export function requireNegativeCounts({
  count,
  every,
  warmUp,
}: {
  readonly count: number
  readonly every: number
  readonly warmUp: number
}): void {
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`hardNegativesSampler: count is ${count}. Give a whole number of at least 1.`, { count })
  if (!Number.isInteger(every) || every < 1)
    throw new ArgumentError(`hardNegativesSampler: every is ${every}. Give a whole number of at least 1.`, { every })
  if (!Number.isInteger(warmUp) || warmUp < 0)
    throw new ArgumentError(`hardNegativesSampler: warmUp is ${warmUp}. Give a whole number from 0 up.`, { warmUp })
}

/** Distinct indices of documents that are not positives: `count` of them if there are so many. */
export function randomPlaces(
  count: number,
  keys: readonly string[],
  positives: ReadonlySet<string>,
  random: () => number,
): number[] {
  const places = new Set<number>()
  const available = Math.min(count, keys.length - positives.size)
  while (places.size < available) {
    const place = Math.floor(random() * keys.length)
    if (!positives.has(keys[place]!)) places.add(place)
  }
  return [...places]
}
