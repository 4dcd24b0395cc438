import { expect, it } from 'vitest'
import { seededRandom, vectors } from '@towerkit/core'
import { maximalMarginalRelevance } from '@towerkit/retrieval'

const hits = [
  { key: 'a', score: 0.9 },
  { key: 'copy of a', score: 0.89 },
  { key: 'b', score: 0.5 },
]
const rows = vectors([
  [2, 0],
  [1, 0.01],
  [0, 1],
])
const keys = (chosen: readonly { key: string }[]) => chosen.map(({ key }) => key)

it('takes what differs before what repeats', () => {
  expect(keys(maximalMarginalRelevance(hits, rows))).toEqual(['a', 'b', 'copy of a'])
  expect(keys(maximalMarginalRelevance(hits, rows, { limit: 2 }))).toEqual(['a', 'b'])
  expect(keys(maximalMarginalRelevance(hits, rows, { lambda: 1 }))).toEqual(['a', 'copy of a', 'b'])
  expect(maximalMarginalRelevance([], vectors([], 2))).toEqual([])
  expect(maximalMarginalRelevance(hits, rows, { limit: 99 })).toHaveLength(3)
})

it('equals the formula, computed anew for each choice', () => {
  const random = seededRandom(4)
  const points = Array.from({ length: 30 }, () => Array.from({ length: 5 }, () => random() - 0.5))
  const found = points.map((_, i) => ({ key: String(i), score: random() }))
  const cosine = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, d) => sum + value * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
  const expected: number[] = []
  while (expected.length < 10) {
    const gain = (i: number) =>
      expected.length === 0
        ? found[i]!.score
        : 0.3 * found[i]!.score - 0.7 * Math.max(...expected.map(c => cosine(points[i]!, points[c]!)))
    const left = found.map((_, i) => i).filter(i => !expected.includes(i))
    expected.push(left.sort((a, b) => gain(b) - gain(a))[0]!)
  }
  expect(keys(maximalMarginalRelevance(found, vectors(points), { lambda: 0.3, limit: 10 }))).toEqual(
    expected.map(String),
  )
})

it.each([
  ['other vectors', () => maximalMarginalRelevance(hits, vectors([[1, 0]])), 'shape'],
  ['a lambda above 1', () => maximalMarginalRelevance(hits, rows, { lambda: 2 }), 'argument'],
  ['a limit of 0', () => maximalMarginalRelevance(hits, rows, { limit: 0 }), 'argument'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
