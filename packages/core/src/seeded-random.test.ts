import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'

it('repeats itself for a seed and goes on from a stored state', () => {
  const first = seededRandom(7)
  const again = seededRandom(7)
  expect([first(), first(), first()]).toEqual([again(), again(), again()])
  const resumed = seededRandom(first.state())
  expect(resumed()).toBe(again())
})

it('is even enough for sampling', () => {
  const random = seededRandom(1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) counts[Math.floor(random() * 10)]!++
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(600)
})
