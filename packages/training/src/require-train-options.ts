import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { RateRule } from './weights.ts'

/** @throws {ArgumentError} if a count is not a whole number of at least 1, another number is out
 * of its range, or a rule of rates has an unknown name. */
export function requireTrainOptions({
  counts,
  clipNorm,
  seed,
  rates = [],
}: {
  readonly counts: Readonly<Record<string, number>>
  readonly clipNorm: number
  readonly seed: number
  readonly rates?: readonly RateRule[] | undefined
}): void {
  for (const rule of rates) requireKnownOptions('train.learningRates', rule, { weights: true, factor: true })
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      throw new ArgumentError(`train: ${name} is ${value}. Give a whole number of at least 1.`, { [name]: value })
  }
  if (!(clipNorm > 0))
    throw new ArgumentError(`train: clipNorm is ${clipNorm}. Give a number above 0, or Infinity.`, { clipNorm })
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`train: seed is ${seed}. Give a whole number of at least 0.`, { seed })
}
