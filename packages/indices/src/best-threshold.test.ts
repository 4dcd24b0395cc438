import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { bestThreshold } from './best-threshold.ts'

it.each([1, 2, 10, 100, 2000])('is never above the best score of place %i, and nearly that in the end', limit => {
  const random = seededRandom(limit)
  const threshold = bestThreshold(limit)
  const scores: number[] = []
  for (let i = 0; i < 20_000; i++) {
    const score = random() < 0.1 ? -Infinity : Math.floor(random() * 5000)
    scores.push(score)
    threshold.offer(score)
    if (i % 997 !== 0) continue
    const exact = scores.toSorted((a, b) => b - a)[limit - 1] ?? -Infinity
    expect(threshold.value()).toBeLessThanOrEqual(exact)
    // Late by at most the buffer.
    const late = scores.toSorted((a, b) => b - a)[2 * limit + 32] ?? -Infinity
    expect(threshold.value()).toBeGreaterThanOrEqual(late)
  }
})
