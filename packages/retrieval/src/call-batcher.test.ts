import { expect, it } from 'vitest'
import { callBatcher } from './call-batcher.ts'

it('gathers what comes while a batch is worked on, in order, and never two batches at once', async () => {
  const batches: number[][] = []
  let running = 0
  const batcher = callBatcher<number, number>({
    name: 'double',
    queue: 100,
    largest: 4,
    async work(calls) {
      expect(++running).toBe(1)
      batches.push([...calls])
      await new Promise(resolve => setTimeout(resolve, 2))
      running--
      return calls.map(call => 2 * call)
    },
  })
  expect(await Promise.all(Array.from({ length: 10 }, (_, i) => batcher.do(i)))).toEqual(
    Array.from({ length: 10 }, (_, i) => 2 * i),
  )
  expect(batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(batches.length).toBeLessThan(5)
  await batcher.idle()
  expect(await batcher.do(50)).toBe(100)
})

it('refuses beyond the queue, leaves out what was stopped, and fails a batch without the next', async () => {
  const batcher = callBatcher<string, string>({
    name: 'search',
    queue: 2,
    windowMs: 5,
    async work(calls) {
      if (calls.includes('bad')) throw new Error('bad')
      return calls
    },
  })
  const stop = new AbortController()
  const calls = [batcher.do('bad'), batcher.do('stopped', stop.signal), batcher.do('too many')]
  stop.abort()
  const results = await Promise.allSettled(calls)
  expect(
    results.map(result => result.status === 'rejected' && (result.reason as { code?: string; message: string }).code),
  ).toEqual([undefined, 'aborted', 'overloaded'])
  expect(await batcher.do('good')).toBe('good')
})
