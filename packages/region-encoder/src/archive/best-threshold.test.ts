import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { bestThreshold, type ScoredPictures } from './best-threshold.ts'

const f1 = ({ scores, isShown }: ScoredPictures, threshold: number) => {
  const found = scores.map(score => score >= threshold)
  const right = found.filter((is, i) => is && isShown[i]).length
  return (2 * right) / (found.filter(Boolean).length + isShown.filter(Boolean).length)
}

it('finds the threshold that trying all of them finds, with ties', () => {
  const random = seededRandom(3)
  for (let round = 0; round < 100; round++) {
    const texts = Array.from({ length: 1 + Math.floor(3 * random()) }, () => ({
      scores: Array.from({ length: 12 }, () => Math.floor(8 * random()) / 8),
      isShown: Array.from({ length: 12 }, () => random() < 0.3),
    }))
    const shown = texts.filter(({ isShown }) => isShown.includes(true))
    const mean = (threshold: number) => shown.reduce((sum, text) => sum + f1(text, threshold), 0) / shown.length
    const found = bestThreshold(texts)
    if (shown.length === 0) {
      expect(found).toEqual({ threshold: 1, f1: 0 })
      continue
    }
    const tried = Array.from({ length: 17 }, (_, i) => mean(i / 16))
    expect(found.f1).toBeCloseTo(Math.max(...tried), 10)
    expect(mean(found.threshold)).toBeCloseTo(found.f1, 10)
  }
})
