import { ArgumentError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { splitByHash } from './split-by-hash.ts'

const items = Array.from({ length: 10_000 }, (_, i) => `item ${i}`)
const options = { key: (item: string) => item, shares: { train: 0.8, dev: 0.1, test: 0.1 } }

it('meets the shares, leaves nothing out and depends on the seed', () => {
  const { train, dev, test } = splitByHash(items, options)
  // 5 standard deviations of a binomial.
  expect(Math.abs(train.length - 8_000)).toBeLessThan(200)
  expect(Math.abs(dev.length - 1_000)).toBeLessThan(150)
  expect([...train, ...dev, ...test].sort()).toEqual([...items].sort())
  expect(splitByHash(items, { ...options, seed: 1 }).test).not.toEqual(test)
})

it('moves no item when others come or the order changes', () => {
  const { test } = splitByHash(items.slice(0, 500), options)
  const again = splitByHash(items.toReversed(), options).test
  const first = new Set(items.slice(0, 500))
  expect(again.filter(item => first.has(item)).reverse()).toEqual(test)
})

it.each<Record<string, number>>([{ a: 0.5, b: 0.6 }, { a: -1, b: 2 }, { a: Number.NaN }, {}])(
  'refuses the shares %j',
  shares => {
    expect(() => splitByHash(items, { key: item => item, shares })).toThrow(ArgumentError)
  },
)

it('refuses one string, whose letters would be items', () => {
  // @ts-expect-error a string is no list.
  expect(() => splitByHash('abc', { key: String, shares: { all: 1 } })).toThrow(
    'splitByHash: the items are one string, "abc".',
  )
})
