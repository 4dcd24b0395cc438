import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { readWriteLock } from './read-write-lock.ts'

const later = (ms = 0) =>
  new Promise(resolve => {
    setTimeout(resolve, ms)
  })

it('lets reads overlap, and writes overlap nothing', async () => {
  const lock = readWriteLock()
  const random = seededRandom(1)
  let reading = 0
  let writing = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 200 }, async () => {
      if (random() < 0.3) await later(random() * 5)
      if (random() < 0.6)
        await lock.read(async () => {
          expect(writing).toBe(0)
          most = Math.max(most, ++reading)
          await later(random() * 2)
          reading--
        })
      else
        await lock.write(async () => {
          expect([reading, ++writing]).toEqual([0, 1])
          await later(random())
          writing--
        })
    }),
  )
  expect(most).toBeGreaterThan(1)
})

it('shows a read every change that was called before it, in the order of the calls', async () => {
  const lock = readWriteLock()
  const changes: number[] = []
  const seen = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      void lock.write(async () => {
        await later()
        changes.push(i)
      })
      return lock.read(async () => [...changes])
    }),
  )
  for (const [i, list] of seen.entries()) {
    expect(list.length).toBeGreaterThan(i)
    expect(list).toEqual(Array.from(list, (_, j) => j))
  }
})

it('makes a search wait for one round of changes, however many are called', async () => {
  const lock = readWriteLock()
  let rounds = 0
  let wasReading = true
  const search = () =>
    lock.read(async () => {
      wasReading = true
      await later(2)
    })
  const running = search()
  for (let i = 0; i < 100; i++) {
    void lock.write(async () => {
      rounds += Number(wasReading)
      wasReading = false
    })
    void search()
  }
  await running
  await search()
  expect(rounds).toBe(1)
})

it('goes on after work that failed', async () => {
  const lock = readWriteLock()
  const fails = async () => {
    throw new Error('broken')
  }
  const results = [lock.write(fails), lock.read(fails), lock.write(async () => 1), lock.read(async () => 2)]
  expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
})
