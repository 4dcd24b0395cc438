import { expect, it } from 'vitest'
import { holdOut } from './study-data.ts'
import { firstOf, gains, hitRates, unitsOf, wholeCatalogue } from './whole-catalogue.ts'

const data = {
  histories: [Int32Array.of(0, 1, 2, 3), Int32Array.of(4, 0, 1)],
  items: ['a', 'b', 'c', 'd', 'e', 'f'],
  categoryCount: 0,
}

it('holds out the last events, each with all before it, and nothing of users with too few', () => {
  const split = holdOut(data, { count: 2 })
  expect(split.train).toEqual([Int32Array.of(0, 1), Int32Array.of(4, 0, 1)])
  expect(split.cases).toEqual([
    { user: 0, history: Int32Array.of(0, 1), target: 2 },
    { user: 0, history: Int32Array.of(0, 1, 2), target: 3 },
  ])
  const earlier = holdOut(data, { count: 1, skip: 1 })
  expect(earlier.train[0]).toEqual(Int32Array.of(0, 1))
  expect(earlier.cases).toEqual([{ user: 0, history: Int32Array.of(0, 1), target: 2 }])
})

it('ranks the whole catalogue without what was seen, equal scores half', async () => {
  const split = holdOut(data, { count: 2 })
  // Seen: a, b, for d also c. e scores higher than c, f the same; both higher than d.
  const { places, lists } = await wholeCatalogue(split, (_, scores) => scores.set([9, 9, 0.5, 0.2, 0.7, 0.5]))
  expect([...places]).toEqual([1 + 1 + 0.5, 1 + 2])
  expect([...unitsOf(split)]).toEqual([0, 0])
  expect(lists).toEqual([
    [4, 2, 5, 3],
    [4, 5, 3],
  ])
})

it('counts hits and gains', () => {
  expect([...hitRates([1, 10, 10.5, 11, 30], 10)]).toEqual([1, 1, 0.5, 0, 0])
  expect(gains([1, 3, 11], 10)).toEqual(Float64Array.of(1, 0.5, 0))
  expect(firstOf(Float32Array.of(3, -Infinity, 5, 4, 5), 3)).toEqual([2, 4, 3])
})
