import { expect, it } from 'vitest'
import { coldItems, newUsers } from './cold-splits.ts'

const items = Array.from({ length: 60 }, (_, i) => `item ${i}`)
const histories = [0, 1, 2, 3].map(user => Int32Array.from({ length: 30 }, (_, i) => (7 * i + 13 * user) % 60))
const times = histories.map((history, user) => Float64Array.from(history, (_, i) => 100 * user + i))
const data = { histories, times, items, categoryCount: 0 }

const eventsOf = ({ training, test }: ReturnType<typeof coldItems>) => [
  ...training.train,
  ...test.train,
  ...[...training.cases, ...test.cases].map(({ history }) => history),
  Int32Array.from(training.cases, ({ target }) => target),
]

it('cold items are in no history, and all of the last events are targets', () => {
  const splits = coldItems(data, 5)
  expect(splits.isCold.filter(Boolean).length).toBeGreaterThan(0)
  for (const events of eventsOf(splits)) for (const item of events) expect(splits.isCold[item]).toBe(false)
  const targets = [0, 1, 2, 3].map(user =>
    splits.test.cases.filter(each => each.user === user).map(each => each.target),
  )
  expect(targets).toEqual(histories.map(history => [...history.subarray(25)]))
})

it('tests users who came after the moment, and trains on nothing behind it', () => {
  const { training, test, isCold } = newUsers(data, { share: 0.6, count: 5 })
  expect(test.cases.map(({ user }) => user)).toEqual([3, 3, 3, 3, 3])
  expect(test.cases.at(-1)!.history).toHaveLength(29)
  expect(training.train[3]).toHaveLength(0)
  expect(training.train[2]!.length).toBeLessThan(30)
  for (const history of training.train) for (const item of history) expect(isCold[item]).toBe(false)
})
