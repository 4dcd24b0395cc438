import { expect, it } from 'vitest'
import { tokenBuckets } from './token-buckets.ts'

it('allows a burst, then the rate, for each client apart', () => {
  let now = 0
  const buckets = tokenBuckets(2, 3, { now: () => now })
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0])
  expect(buckets.take('a')).toBe(0.5)
  expect(buckets.take('b')).toBe(0)
  now += 499
  expect(buckets.take('a')).toBeCloseTo(0.001, 9)
  now += 1
  expect(buckets.take('a')).toBe(0)
  now += 1e6
  expect([1, 2, 3, 4].map(() => buckets.take('a') > 0)).toEqual([false, false, false, true])
})

it('refusing costs nothing: a client that keeps asking gets its rate', () => {
  let now = 0
  const buckets = tokenBuckets(10, 1, { now: () => now })
  let granted = 0
  for (; now < 1000; now++) if (buckets.take('a') === 0) granted++
  expect(granted).toBeGreaterThanOrEqual(10)
  expect(granted).toBeLessThanOrEqual(11)
})
