import { expect, it } from 'vitest'
import { streamSampler } from './stream-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { numbered, passOf } from './testing/numbered-examples.ts'
import { options, smallNet } from './testing/small-net.ts'
import { train } from './train.ts'

/** A source that counts how often it was begun and closed. */
function counted(count: number) {
  const calls = { begun: 0, closed: 0 }
  const source = {
    async *[Symbol.asyncIterator]() {
      calls.begun++
      try {
        yield* numbered(count)
      } finally {
        calls.closed++
      }
    },
  }
  return { source, calls }
}

it('reads in order, across the end and on from the beginning', async () => {
  const expected = Array.from({ length: 20 }, (_, i) => i % 7)
  expect(await passOf(streamSampler(numbered(7), { batchSize: 4 }), 5)).toEqual(expected)
  expect(await passOf(streamSampler(counted(7).source, { batchSize: 4 }), 5)).toEqual(expected)
})

it('reads no further than it needs', async () => {
  let read = 0
  const source = {
    *[Symbol.iterator]() {
      for (;;) yield { id: read++ }
    },
  }
  await streamSampler(source, { batchSize: 3 }).next()
  expect(read).toBe(3)
})

it.each([
  [7, 4],
  [8, 4],
  [3, 5],
  [1, 1],
])('goes on from every position, %i examples in batches of %i', async (count, batchSize) => {
  await checkRestores(() => streamSampler(numbered(count), { batchSize }), 15)
  await checkRestores(() => streamSampler(counted(count).source, { batchSize }), 15)
})

it('closes the source it leaves', async () => {
  const { source, calls } = counted(7)
  const sampler = streamSampler(source, { batchSize: 2 })
  await sampler.next()
  await sampler.restore({ read: 4 })
  expect(calls).toEqual({ begun: 2, closed: 1 })
})

it('refuses what is empty, and what can be read only once', async () => {
  await expect(streamSampler([], { batchSize: 2 }).next()).rejects.toMatchObject({ code: 'data' })
  const once = numbered(9).values()
  await expect(streamSampler(once, { batchSize: 2 }).next()).rejects.toMatchObject({ code: 'data' })
})

it('refuses one string, whose letters would be examples', async () => {
  expect(() => streamSampler('abc' as never, { batchSize: 1 })).toThrow('streamSampler: the examples are one string')
  await expect(train(options(smallNet(), { data: 'abc' as never }))).rejects.toThrow(
    'train: the examples are one string',
  )
})
