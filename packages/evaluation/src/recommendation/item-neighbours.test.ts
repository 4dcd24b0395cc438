import { beyondAccuracy, itemNeighbours, itemPopularity, type ItemNeighboursOptions } from '@towerkit/evaluation'
import { expect, it } from 'vitest'

const histories = [
  ['a', 'b', 'a'],
  ['a', 'c'],
  ['a', 'b'],
]

it('counts users, not events, as beyondAccuracy takes them', () => {
  const popularity = itemPopularity(histories)
  expect([...popularity]).toEqual([
    ['a', 3],
    ['b', 2],
    ['c', 1],
  ])
  expect(itemPopularity([Int32Array.of(7, 7), Int32Array.of(7)])).toEqual(new Map([[7, 2]]))
  const lists = new Map([['user', new Map([['b', 1]])]])
  expect(beyondAccuracy(lists, { popularity, users: histories.length }).popularity).toBeCloseTo(2 / 3, 12)
})

it('adds up damped cosines of co-occurrence over the latest events', () => {
  const scoresOf = itemNeighbours(histories)
  const ab = 2 / Math.sqrt(13 * 12)
  const ac = 1 / Math.sqrt(13 * 11)
  expect(scoresOf(['a']).get('b')).toBeCloseTo(ab, 12)
  expect(scoresOf(['a']).get('c')).toBeCloseTo(ac, 12)
  expect(scoresOf(['b', 'c']).get('a')).toBeCloseTo(ab + ac, 12)
  expect(scoresOf(['a', 'a']).get('b')).toBeCloseTo(2 * ab, 12)
  const latestOnly = itemNeighbours(histories, { latest: 1, damping: 0 })
  expect(latestOnly(['b', 'c'])).toEqual(new Map([['a', 1 / Math.sqrt(3)]]))
})

it('gives no score to an event itself, to items without a common user, and for unknown items', () => {
  const scoresOf = itemNeighbours([...histories, ['d', 'e']])
  expect([...scoresOf(['a']).keys()].sort()).toEqual(['b', 'c'])
  expect(scoresOf(['never seen']).size).toBe(0)
  expect(itemNeighbours<string>([])(['a']).size).toBe(0)
})

it.each([
  ['latest of 0', { latest: 0 }],
  ['a negative damping', { damping: -1 }],
  ['a damping that is NaN', { damping: Number.NaN }],
  ['an unknown option', { neighbours: 20 }],
])('refuses %s', (_name, options) => {
  expect(() => itemNeighbours(histories, options as ItemNeighboursOptions)).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})

it.each<unknown>(['ab', [3], ['ab', 'a'], Promise.resolve(histories), undefined])(
  'refuses histories that are no lists of items: %j',
  wrong => {
    for (const baseline of [itemPopularity, itemNeighbours])
      expect(() => baseline(wrong as string[][])).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)

it('refuses to score a text', () => {
  expect(() => itemNeighbours(histories)('a')).toThrow(expect.objectContaining({ code: 'argument' }))
})
