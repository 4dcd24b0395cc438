import { expect, it } from 'vitest'
import { parseMeasure, type JudgedRanking } from '@towerkit/evaluation'

const unjudged = -Infinity
const ranking: JudgedRanking = { ranked: [unjudged, 1, 0, 3], judged: [3, 1, 1, 0, -1] }
const ideal = 3 + 1 / Math.log2(3) + 1 / 2

it.each([
  ['nDCG', (1 / Math.log2(3) + 3 / Math.log2(5)) / ideal],
  ['nDCG@2', 1 / Math.log2(3) / (3 + 1 / Math.log2(3))],
  ['nDCG@1', 0],
  ['R@2', 1 / 3],
  ['R@10', 2 / 3],
  ['R(rel=2)@4', 1],
  ['P@2', 1 / 2],
  ['P@10', 2 / 10],
  ['P(rel=3)@4', 1 / 4],
  ['RR', 1 / 2],
  ['RR@1', 0],
  ['RR(rel=2)', 1 / 4],
  ['AP', (1 / 2 + 2 / 4) / 3],
  ['AP@3', 1 / 2 / 3],
  ['Success@1', 0],
  ['Success@2', 1],
])('computes %s by hand', (name, expected) => {
  expect(parseMeasure(name).compute(ranking)).toBeCloseTo(expected, 14)
})

it.each(['nDCG', 'R@5', 'P@5', 'RR', 'AP', 'Success@5'])(
  'gives 0 where nothing is relevant or nothing was found: %s',
  name => {
    expect(parseMeasure(name).compute({ ranked: [0, unjudged], judged: [0, -1] })).toBe(0)
    expect(parseMeasure(name).compute({ ranked: [], judged: [2, 1] })).toBe(0)
  },
)
