import { ArgumentError, DataError, seededRandom } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { historiesOf } from './histories-of.ts'
import type { Interaction } from './interaction.ts'
import { splitByLast } from './split-by-last.ts'
import { splitByTime } from './split-by-time.ts'

const random = seededRandom(7)
const below = (end: number) => Math.floor(random() * end)

/** Many equal times, and some interactions that come twice. */
const interactions = Array.from({ length: 600 }, (): Interaction => {
  const interaction = { user: `u${below(40)}`, item: String(below(30)), time: 1_500_000_000 + below(25) }
  return random() < 0.1 ? { ...interaction, value: below(3) } : interaction
})
const shuffled = interactions.map(each => ({ each, at: random() })).sort((a, b) => a.at - b.at)
const otherFile = shuffled.map(({ each }) => ({ ...each }))
const byItem = interactions.toSorted((a, b) => Number(a.item) - Number(b.item))

describe('historiesOf', () => {
  it('orders by time, and equal times neither by the file nor by the item', () => {
    const histories = historiesOf(interactions)
    for (const other of [otherFile, byItem]) expect([...historiesOf(other)]).toEqual([...histories])
    let ties = 0
    let ascending = 0
    for (const history of histories.values())
      for (const [i, { time, item }] of history.entries()) {
        if (i === 0) continue
        const before = history[i - 1]!
        expect(time).toBeGreaterThanOrEqual(before.time)
        if (time !== before.time || item === before.item) continue
        ties++
        if (Number(before.item) < Number(item)) ascending++
      }
    expect(ties).toBeGreaterThan(100)
    // Of fair coins as many, 99.99 % lie within four standard deviations.
    expect(Math.abs(ascending - ties / 2)).toBeLessThan(2 * Math.sqrt(ties))
    expect([...historiesOf(interactions, { seed: 1 })]).not.toEqual([...histories])
  })
})

describe('splitByLast', () => {
  it('holds out the last of each user, and knows nothing of that user that is later', () => {
    const { train, validation, test } = splitByLast(interactions, { test: 3, validation: 2 })
    expect(train.length + validation.length + test.length).toBe(interactions.length)
    for (const [user, history] of historiesOf(interactions)) {
      const of = (part: readonly Interaction[]) => part.filter(each => each.user === user)
      if (history.length <= 5) {
        expect(of(train)).toEqual(history)
        continue
      }
      expect([of(train), of(validation), of(test)]).toEqual([
        history.slice(0, -5),
        history.slice(-5, -3),
        history.slice(-3),
      ])
    }
    expect(splitByLast(otherFile, { test: 3, validation: 2 })).toEqual({ train, validation, test })
  })

  it('leaves one out, and trains whole on users with one', () => {
    const of = (user: string, item: string, time: number) => ({ user, item, time })
    expect(splitByLast([of('b', 'y', 2), of('a', 'z', 9), of('b', 'x', 1)])).toEqual({
      train: [of('a', 'z', 9), of('b', 'x', 1)],
      validation: [],
      test: [of('b', 'y', 2)],
    })
    expect(() => splitByLast([of('a', 'z', 9)])).toThrow(DataError)
  })
})

describe('splitByTime', () => {
  it('lets nothing of a later time into an earlier part, of any user', () => {
    const { train, validation, test } = splitByTime(interactions, { validation: 1_500_000_015, test: 1_500_000_020 })
    expect(train.length + validation.length + test.length).toBe(interactions.length)
    expect(Math.max(...train.map(({ time }) => time))).toBe(1_500_000_014)
    expect(Math.min(...validation.map(({ time }) => time))).toBe(1_500_000_015)
    expect(Math.max(...validation.map(({ time }) => time))).toBe(1_500_000_019)
    expect(Math.min(...test.map(({ time }) => time))).toBe(1_500_000_020)
    expect(splitByTime(otherFile, { validation: 1_500_000_015, test: 1_500_000_020 })).toEqual({
      train,
      validation,
      test,
    })
  })

  it('takes users and items that are new', () => {
    const { test } = splitByTime([...interactions, { user: 'new', item: 'new', time: 2e9 }], { test: 1_500_000_020 })
    expect(test.at(-1)).toEqual({ user: 'new', item: 'new', time: 2e9 })
  })
})

it.each([
  ['a time that is NaN', [{ user: 'u', item: 'i', time: Number.NaN }]],
  ['a time that is infinite', [{ user: 'u', item: 'i', time: Infinity }]],
  ['a negative time', [{ user: 'u', item: 'i', time: -1 }]],
  ['nothing', []],
])('refuses %s', (_, wrong: Interaction[]) => {
  expect(() => splitByLast(wrong)).toThrow(DataError)
  expect(() => splitByTime(wrong, { test: 1 })).toThrow(DataError)
})

it('refuses counts, moments and seeds that are none', () => {
  for (const options of [{ test: 0 }, { test: 1.5 }, { validation: -1 }, { seed: 0.5 }])
    expect(() => splitByLast(interactions, options)).toThrow(ArgumentError)
  expect(() => splitByTime(interactions, { test: Number.NaN })).toThrow(ArgumentError)
  expect(() => splitByTime(interactions, { test: 1, validation: 2 })).toThrow(ArgumentError)
  expect(() => splitByTime(interactions, { test: 5 })).toThrow(DataError)
})
