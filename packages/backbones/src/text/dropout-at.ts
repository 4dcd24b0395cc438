import { deriveSeed, type DropoutOptions, type Value } from '@towerkit/graph'

/** Dropout at one position of a network; none without a seed or at rate 0. */
export function dropoutAt(seed: Value | undefined, place: number, rate: number): DropoutOptions | undefined {
  return seed && rate > 0 ? { seed: deriveSeed(seed, place), rate } : undefined
}
