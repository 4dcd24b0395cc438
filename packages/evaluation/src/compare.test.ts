import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { compare, type Report } from '@towerkit/evaluation'
import golden from './__golden__/significance.json' with { type: 'json' }

function report(values: readonly number[], queries = values.map((_, i) => `q${i}`)): Report<'AP'> {
  return { queries, mean: { AP: values.reduce((a, b) => a + b, 0) / values.length }, perQuery: { AP: values } }
}
const zeros = (count: number) => report(new Array<number>(count).fill(0))
const cases = golden.cases.map(content => [content.differences.length, content] as const)

it.each(cases)(
  "gives scipy's p of the paired t-test over %i queries",
  (count, { differences, 'paired-t': expected }) => {
    expect(compare(zeros(count), report(differences), { test: 'paired-t' }).AP.pValue).toBeCloseTo(expected, 12)
  },
)

it.each(cases.filter(([, { randomisation }]) => randomisation !== undefined))(
  "gives scipy's exact p of the randomisation test over %i queries",
  (count, { differences, randomisation }) => {
    expect(compare(zeros(count), report(differences)).AP.pValue).toBeCloseTo(randomisation!, 12)
  },
)

it('gives much the same p by all three tests where there are many queries', () => {
  const [count, { differences, 'paired-t': expected }] = cases.find(([length]) => length === 50)!
  for (const test of ['randomisation', 'bootstrap'] as const) {
    expect(Math.abs(compare(zeros(count), report(differences), { test }).AP.pValue - expected)).toBeLessThan(0.02)
  }
})

it('finds a true difference, and holds it within the interval as often as it says', () => {
  let covered = 0
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed)
    const differences = Array.from({ length: 60 }, () => 0.1 + (random() - 0.5))
    const [low, high] = compare(zeros(60), report(differences), { samples: 500, seed, confidence: 0.9 }).AP.interval
    if (low <= 0.1 && 0.1 <= high) covered++
  }
  expect(covered).toBeGreaterThan(165)
  expect(covered).toBeLessThan(195)
})

it('is symmetric: changing places changes only the sign', () => {
  const values = cases[4]![1].differences
  for (const test of ['randomisation', 'paired-t'] as const) {
    const there = compare(zeros(50), report(values), { test }).AP
    const back = compare(report(values), zeros(50), { test }).AP
    expect(back.difference).toBeCloseTo(-there.difference, 12)
    expect(back.pValue).toBeCloseTo(there.pValue, 12)
    expect(back.interval[0]).toBeCloseTo(-there.interval[1], 2)
  }
})

it('finds nothing between a report and itself, whatever the test', () => {
  const same = report([0.1, 0.5, 0.9])
  for (const test of ['randomisation', 'bootstrap', 'paired-t'] as const) {
    expect(compare(same, same, { test }).AP).toEqual({
      baseline: 0.5,
      value: 0.5,
      difference: 0,
      interval: [0, 0],
      pValue: 1,
    })
  }
})

it('pairs queries by id, and repeats itself for a seed', () => {
  const baseline = report([0.1, 0.2, 0.4])
  const other = report([0.5, 0.3, 0.1], ['q2', 'q1', 'q0'])
  expect(compare(baseline, other).AP.difference).toBeCloseTo((0.1 + 0.1) / 3, 12)
  expect(compare(baseline, other).AP).toEqual(compare(baseline, other).AP)
  expect(compare(baseline, other).AP.pValue).toBe(0.5)
})

it('compares the measures that both have', () => {
  const both = { queries: ['q0', 'q1'], mean: { AP: 0, RR: 0 }, perQuery: { AP: [0, 0], RR: [0, 0] } }
  expect(Object.keys(compare(both, zeros(2)))).toEqual(['AP'])
  expect(Object.keys(compare(both, both))).toEqual(['AP', 'RR'])
})

it.each([
  ['other queries', () => compare(report([1, 2], ['a', 'b']), report([1, 2], ['a', 'c'])), 'data'],
  ['fewer queries', () => compare(report([1, 2, 3]), report([1, 2])), 'data'],
  ['a single query', () => compare(report([1]), report([1])), 'data'],
  [
    'no common measure',
    () => compare({ queries: ['q0', 'q1'], mean: { RR: 0 }, perQuery: { RR: [0, 0] } }, report([1, 2])),
    'data',
  ],
  ['an unknown test', () => compare(zeros(2), zeros(2), { test: 'sign' as 'bootstrap' }), 'argument'],
  ['too few samples', () => compare(zeros(2), zeros(2), { samples: 10 }), 'argument'],
  ['a confidence of 95', () => compare(zeros(2), zeros(2), { confidence: 95 }), 'argument'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
