import { expect, it } from 'vitest'
import { tukeyHsd } from '@towerkit/evaluation'
import golden from '../__golden__/tukey.json' with { type: 'json' }

it.each(
  golden.cases.map(
    each =>
      [
        `${each.paired ? 'paired' : 'independent'}, ${each.values.length} systems of ` +
          `${each.values.map(values => values.length)}`,
        each,
      ] as const,
  ),
)('equals scipy: %s', (_name, { values, paired, pValues }) => {
  const pairs = tukeyHsd(Object.fromEntries(values.map((each, i) => [`s${i}`, each])), { paired })
  expect(pairs.map(({ first, second }) => `${first}${second}`)).toEqual(
    values.flatMap((_, a) => values.slice(a + 1).map((_, i) => `s${a}s${a + 1 + i}`)),
  )
  pairs.forEach(({ pValue }, i) => expect(pValue).toBeCloseTo(pValues[i]!, 7))
})

it('takes the difficulty of queries out', () => {
  const base = Array.from({ length: 20 }, (_, i) => i + 0.01 * (i % 3))
  const systems = { a: base, b: base.map((value, i) => value + 0.1 + 0.01 * (i % 2)) }
  expect(tukeyHsd(systems)[0]!.pValue).toBeLessThan(1e-3)
  expect(tukeyHsd(systems, { paired: false })[0]!.pValue).toBeGreaterThan(0.9)
})

it('tells equal systems from those that always differ', () => {
  expect(tukeyHsd({ a: [1, 2, 3], b: [1, 2, 3] })[0]!.pValue).toBe(1)
  expect(tukeyHsd({ a: [1, 2, 3], b: [2, 3, 4] })[0]!.pValue).toBe(0)
})

it.each([
  ['one system', () => tukeyHsd({ a: [1, 2] })],
  ['a system of one value', () => tukeyHsd({ a: [1, 2], b: [1] })],
  ['pairs of other numbers', () => tukeyHsd({ a: [1, 2], b: [1, 2, 3] })],
  ['NaN', () => tukeyHsd({ a: [1, 2], b: [1, Number.NaN] })],
])('refuses %s', (_name, work) => {
  expect(work).toThrow(expect.objectContaining({ code: 'data' }))
})
