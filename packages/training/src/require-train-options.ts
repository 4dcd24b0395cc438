import { ArgumentError } from '@towerkit/core'

/** @throws {ArgumentError} if a count is not a whole number of at least 1, or another number is out of its range. */
export function requireTrainOptions({
  counts,
  clipNorm,
  seed,
}: {
  readonly counts: Readonly<Record<string, number>>
  readonly clipNorm: number
  readonly seed: number
}): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      throw new ArgumentError(`train: ${name} is ${value}. Give a whole number of at least 1.`, { [name]: value })
  }
  if (!(clipNorm > 0))
    throw new ArgumentError(`train: clipNorm is ${clipNorm}. Give a number above 0, or Infinity.`, { clipNorm })
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`train: seed is ${seed}. Give a whole number of at least 0.`, { seed })
}
