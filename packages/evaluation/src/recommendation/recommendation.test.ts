import { expect, it } from 'vitest'
import { vectors } from '@towerkit/core'
import { beyondAccuracy, evaluate, leaveOneOut, type Run } from '@towerkit/evaluation'

const run = (lists: Record<string, string[]>): Run =>
  new Map(Object.entries(lists).map(([user, items]) => [user, new Map(items.map((item, i) => [item, -i]))]))
const popularity = new Map([
  ['a', 8],
  ['b', 4],
  ['c', 2],
  ['d', 1],
  ['e', 0],
])

it('computes by hand', () => {
  const report = beyondAccuracy(run({ u1: ['a', 'b', 'e'], u2: ['a', 'c'] }), { popularity, users: 8, cutoff: 2 })
  expect(report.coverage).toBe(3 / 5)
  // counts 0 0 1 1 2: sum of (2i - 6) * count over 5 * 4
  expect(report.gini).toBeCloseTo((0 * 1 + 2 * 1 + 4 * 2) / 20, 12)
  expect(report.novelty).toBeCloseTo((0 + 1 + 0 + 2) / 4, 12)
  expect(report.popularity).toBeCloseTo((8 + 4 + 8 + 2) / 8 / 4, 12)
  expect(report.popularShare).toBe(2 / 4)
  expect(report.personalization).toBe(1 - 1 / 2)
  expect(report).not.toHaveProperty('diversity')
})

it('measures diversity and serendipity by content', () => {
  const items = {
    keys: [...popularity.keys()],
    vectors: vectors([
      [1, 0],
      [0, 1],
      [1, 1],
      [-1, 0],
      [2, 0],
    ]),
  }
  const options = {
    popularity,
    users: 8,
    items,
    histories: new Map([
      ['u1', ['a', 'b']],
      ['u2', []],
    ]),
  }
  const report = beyondAccuracy(run({ u1: ['d', 'e'], u2: ['a', 'b'] }), options)
  expect(report.diversity).toBeCloseTo((2 + 1) / 2, 6)
  expect(report.serendipity).toBeCloseTo((1 - 0 + 1 - 1 + 1 + 1) / 4, 6)
  expect(
    beyondAccuracy(run({ u1: ['d', 'e'], u2: ['a', 'b'] }), { ...options, relevant: new Map([['u2', new Set(['b'])]]) })
      .serendipity,
  ).toBeCloseTo(1 / 4, 6)
})

it('is at its ends for equal lists, and for lists that share nothing', () => {
  const same = beyondAccuracy(run({ u1: ['a'], u2: ['a'] }), { popularity, users: 8 })
  expect(same).toMatchObject({ coverage: 1 / 5, gini: 4 / 5, personalization: 0 })
  expect(
    beyondAccuracy(run({ u1: ['a'], u2: ['b'], u3: ['c'], u4: ['d'], u5: ['e'] }), { popularity, users: 8 }),
  ).toMatchObject({ coverage: 1, gini: 0, personalization: 1 })
})

it('holds out the last interaction of each user', () => {
  const interactions = [
    { user: 'u', item: 'a', time: 3 },
    { user: 'u', item: 'b', time: 1 },
    { user: 'v', item: 'a', time: 1 },
    { user: 'w', item: 'x', time: 1 },
    { user: 'w', item: 'y', time: 1 },
  ]
  const { train, qrels } = leaveOneOut(interactions)
  expect(train).toEqual([interactions[1], interactions[2], interactions[3]])
  expect(qrels).toEqual(
    new Map([
      ['u', new Map([['a', 1]])],
      ['w', new Map([['y', 1]])],
    ]),
  )
  expect(evaluate({ qrels, run: run({ u: ['c', 'a'], w: ['x'] }), measures: ['Success@1', 'Success@2'] }).mean).toEqual(
    { 'Success@1': 0, 'Success@2': 0.5 },
  )
})

it.each([
  ['no lists', () => beyondAccuracy(new Map(), { popularity, users: 8 }), 'data'],
  ['an item out of the catalogue', () => beyondAccuracy(run({ u: ['z'] }), { popularity, users: 8 }), 'data'],
  [
    'an item without a vector',
    () =>
      beyondAccuracy(run({ u: ['a', 'b'] }), { popularity, users: 8, items: { keys: ['a'], vectors: vectors([[1]]) } }),
    'data',
  ],
  ['a cutoff of 0', () => beyondAccuracy(run({ u: ['a'] }), { popularity, users: 8, cutoff: 0 }), 'argument'],
  ['no users', () => beyondAccuracy(run({ u: ['a'] }), { popularity, users: 0 }), 'argument'],
  ['users with one interaction', () => leaveOneOut([{ user: 'u', item: 'a' }]), 'data'],
  ['a time that is NaN', () => leaveOneOut([{ user: 'u', item: 'a', time: Number.NaN }]), 'data'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }))
})
