import { expect, it } from 'vitest'
import { coldItems, newUsers } from './cold-splits.ts'

const items = Array.from({ length: 60 }, (_, i) => `item ${i}`)
const histories = [0, 1, 2, 3].map(user => Int32Array.from({ length: 30 }, (_, i) => (7 * i + 13 * user) % 60))
const times = histories.map((history, user) => Float64Array.from(history, (_, i) => 100 * user + i))
const data = { histories, times, items, categoryCount: 0 }

it('cold items are in no history, and all of the last events are targets', () => {
  const { training, test, isCold } = coldItems(data, 5)
  expect(isCold.filter(Boolean).length).toBeGreaterThan(0)
  for (const history of [...training.train, ...training.targets, ...test.train])
    for (const item of history) expect(isCold[item]).toBe(false)
  expect(test.targets).toEqual(histories.map(history => history.subarray(25)))
})

it('tests users who came after the moment, and trains on nothing behind it', () => {
  const { training, test, isCold } = newUsers(data, { share: 0.6, count: 5 })
  expect(test.targets.map(({ length }) => length)).toEqual([0, 0, 0, 5])
  expect(training.train[3]).toHaveLength(0)
  expect(training.train[2]!.length).toBeLessThan(30)
  const known = new Set([...training.train, ...training.targets].flatMap(history => [...history]))
  for (const item of known) expect(isCold[item]).toBe(false)
})
