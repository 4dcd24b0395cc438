import { afterEach, expect, it, vi } from 'vitest'
import { measureLatency } from '@towerkit/evaluation'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A clock that work moves on. */
function clock() {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return (ms: number) => {
    now += ms
  }
}

it('runs all systems in each round, and knows their times', async () => {
  const pass = clock()
  const order: string[] = []
  let round = 0
  const slow = () => {
    order.push('slow')
    pass(20 + (round++ % 4))
  }
  const report = await measureLatency(
    {
      slow,
      fast: async () => {
        order.push('fast')
        await Promise.resolve()
        pass(10)
      },
    },
    { runs: 8, warmUp: 4, items: 5 },
  )
  expect(order.filter(name => name === 'slow')).toHaveLength(12)
  for (let i = 0; i < order.length; i += 2) expect(new Set(order.slice(i, i + 2)).size).toBe(2)
  expect(new Set(order.filter((_, i) => i % 2 === 0)).size).toBe(2)
  expect(report.fast).toMatchObject({ runs: 8, meanMs: 10, p50Ms: 10, p95Ms: 10, p99Ms: 10, itemsPerSecond: 500 })
  expect(report.slow).toMatchObject({ meanMs: 21.5, p50Ms: 21.5, p99Ms: 23 })
  expect(report.slow.speedUp).toBeUndefined()
  expect(report.fast.speedUp!.ratio).toBeCloseTo(2.15, 12)
  const [low, high] = report.fast.speedUp!.interval
  expect(low).toBeLessThanOrEqual(2.15)
  expect(high).toBeGreaterThanOrEqual(2.15)
})

it('stops between runs, and hands errors on', async () => {
  const controller = new AbortController()
  let runs = 0
  await expect(
    measureLatency(
      {
        one: () => {
          if (++runs === 3) controller.abort()
        },
      },
      { signal: controller.signal },
    ),
  ).rejects.toThrow(expect.objectContaining({ code: 'aborted' }))
  expect(runs).toBe(3)
  await expect(
    measureLatency({
      one: () => {
        throw new Error('broken')
      },
    }),
  ).rejects.toThrow('broken')
})

it.each([
  ['no systems', {}, {}],
  ['one run', { a: () => {} }, { runs: 1 }],
  ['a warm-up below 0', { a: () => {} }, { warmUp: -1 }],
  ['no items', { a: () => {} }, { items: 0 }],
  ['an unknown baseline', { a: () => {} }, { baseline: 'b' }],
  ['a confidence of 1', { a: () => {} }, { confidence: 1 }],
  ['a seed that is NaN', { a: () => {} }, { seed: Number.NaN }],
] as const)('refuses %s', async (_name, systems, options) => {
  await expect(measureLatency(systems as Record<string, () => void>, options)).rejects.toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})
