import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { largestRate, openLoop, quantiles } from './open-loop.ts'

it('measures from the moment at which a request was due', async () => {
  // One at a time, 20 ms each: 100 a second can not be kept up with, and the last waits for most of the others.
  let before = Promise.resolve()
  const oneAtATime = () => (before = before.then(() => setTimeout(20)))
  const late = await openLoop(oneAtATime, { rate: 100, seconds: 0.5, warmUpSeconds: 0 })
  expect(late.p99).toBeGreaterThan(200)
  const idle = await openLoop(() => setTimeout(5), { rate: 40, seconds: 0.5, warmUpSeconds: 0 })
  expect(idle.requests).toBeGreaterThan(5)
  expect(idle.p50).toBeLessThan(60)
})

it('finds the largest rate within a limit', async () => {
  const measure = async (rate: number) => ({ rate, requests: 1, p50: 1, p99: rate > 70 ? 200 : 50 })
  const { best } = await largestRate(measure, { first: 10, limitMs: 100, halvings: 8 })
  expect(best!.rate).toBeGreaterThan(69)
  expect(best!.rate).toBeLessThanOrEqual(70)
  expect((await largestRate(measure, { first: 1000, limitMs: 100 })).best!.rate).toBeLessThanOrEqual(70)
  expect(quantiles([3, 1, 2])).toEqual({ p50: 2, p99: 3 })
})
