import type { StateCache } from '@towerkit/lait-encoder'
import { isRight } from './known-states.ts'
import { requireBar } from './require-bar.ts'

/** Reads numbers, and fails on any wrong state. @returns how many are there. */
export async function readAll(cache: StateCache, numbers: readonly number[]): Promise<number> {
  const states = await cache.get(numbers.map(number => `segment ${number}`))
  states.forEach((state, i) => requireBar(isRight(numbers[i]!, state), `the state of ${numbers[i]} is wrong`))
  return states.filter(state => state !== undefined).length
}
