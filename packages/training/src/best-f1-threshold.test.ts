import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { bestF1Threshold } from './best-f1-threshold.ts'

/** Tries every score as the threshold. */
function byBruteForce(scores: readonly number[], labels: readonly boolean[]) {
  const positives = labels.filter(Boolean).length
  return [...new Set(scores)]
    .sort((a, b) => b - a)
    .map(threshold => {
      const taken = scores.flatMap((score, i) => (score >= threshold ? [labels[i]!] : []))
      const truePositives = taken.filter(Boolean).length
      return {
        threshold,
        f1: (2 * truePositives) / (taken.length + positives),
        precision: truePositives / taken.length,
        recall: truePositives / positives,
      }
    })
    .reduce((best, each) => (each.f1 > best.f1 ? each : best))
}

it.each(Array.from({ length: 60 }, (_, seed) => seed))('equals trying every threshold, seed %i', seed => {
  const random = seededRandom(seed)
  const count = 1 + Math.floor(random() * 60)
  // Coarse scores tie often; some seeds have few positives.
  const levels = seed % 2 === 0 ? 8 : 1e6
  const scores = Array.from({ length: count }, () => Math.floor(random() * levels) / levels - 0.5)
  const labels = scores.map((score, i) => i === 0 || random() < (score + 0.6) * (seed % 3 === 0 ? 0.1 : 0.8))
  expect(bestF1Threshold(scores, labels)).toMatchObject(byBruteForce(scores, labels))
})

it('takes equal scores together', () => {
  // Cutting inside the tie would give a better F1 than any threshold can.
  expect(bestF1Threshold([0.5, 0.5, 0.5, 0.1], [1, 0, 0, 1])).toMatchObject({
    threshold: 0.1,
    f1: 2 / 3,
    precision: 0.5,
    recall: 1,
    positives: 2,
    negatives: 2,
  })
})

it('sorts a million pairs in time', () => {
  const random = seededRandom(1)
  const scores = Float32Array.from({ length: 1_000_000 }, () => random())
  const { threshold } = bestF1Threshold(
    scores,
    Array.from(scores, score => score > 0.9),
  )
  expect(threshold).toBeCloseTo(0.9, 4)
})

it.each([
  ['lengths that differ', [1, 2], [true], '2 scores and 1 labels'],
  ['no positive pair', [1, 2], [false, false], 'none of 2 pairs'],
  ['no pairs', [], [], 'none of 0 pairs'],
  ['scores that are not finite', [1, Number.NaN], [true, false], 'score 1 is NaN'],
] as const)('refuses %s', (_name, scores, labels, message) => {
  expect(() => bestF1Threshold(scores, labels)).toThrow(message)
})
