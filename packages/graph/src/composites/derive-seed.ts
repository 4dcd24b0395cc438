import { add } from '../ops/add.ts'
import type { Value } from '../value.ts'
import { scramble } from './scramble.ts'

/**
 * A seed for one position of a graph, so that positions that share a seed draw different numbers.
 *
 * @param seed int64 scalar, at least 0.
 * @param place A whole number from 0, different for each position in the graph.
 * @returns int64 scalar, from 0 to 2³¹ − 2.
 *
 * @example
 * blocks.forEach((block, i) => block({ dropout: { rate: 0.1, seed: deriveSeed(seed, i) } }))
 */
export function deriveSeed(seed: Value, place: number): Value {
  // The place is spread out first: places and seeds that follow one another must not meet.
  return scramble(add(scramble(seed), Math.imul(place + 1, 0x9e3779b1) >>> 2))
}
