import { describe, expect, it } from 'vitest'
import { mixtureSampler, type MixtureSource } from './mixture-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'

function source(name: string, count: number, weight?: number): MixtureSource {
  return {
    name,
    examples: Array.from({ length: count }, (_, id) => ({ from: name, id })),
    ...(weight !== undefined && { weight }),
  }
}

async function shareOfFirst(sources: readonly MixtureSource[], temperature: number): Promise<number> {
  const sampler = mixtureSampler(sources, { batchSize: 50, seed: 2, temperature })
  let first = 0
  for (let i = 0; i < 200; i++)
    first += (await sampler.next()).examples.filter(({ from }) => from === sources[0]!.name).length
  return first / 10_000
}

describe('mixtureSampler', () => {
  // Of 10,000 draws the share is within 0.02 of its expectation with more than four standard deviations.
  it.each([
    ['by their sizes', [source('a', 300), source('b', 100)], 1, 0.75],
    ['by weights', [source('a', 300, 1), source('b', 100, 4)], 1, 0.2],
    ['by the roots of their sizes at temperature 2', [source('a', 900), source('b', 100)], 2, 0.75],
    ['equally at an infinite temperature', [source('a', 900), source('b', 100)], Infinity, 0.5],
  ] as const)('mixes %s', async (_name, sources, temperature, share) => {
    expect(Math.abs((await shareOfFirst(sources, temperature)) - share)).toBeLessThan(0.02)
  })

  it('gives every example of a source before any comes again', async () => {
    const sampler = mixtureSampler([source('a', 10), source('b', 10)], { batchSize: 4 })
    const ids: number[] = []
    while (ids.length < 10)
      for (const { from, id } of (await sampler.next()).examples) if (from === 'a') ids.push(id as number)
    expect(new Set(ids.slice(0, 10)).size).toBe(10)
  })

  it('goes on from every position', async () => {
    await checkRestores(() => mixtureSampler([source('a', 7), source('b', 3, 5)], { batchSize: 4, seed: 9 }), 20)
  })

  it('refuses settings that make no sense', () => {
    const a = source('a', 3)
    const b = source('b', 3)
    for (const make of [
      () => mixtureSampler([], { batchSize: 2 }),
      () => mixtureSampler([a, a], { batchSize: 2 }),
      () => mixtureSampler([a, { ...b, weight: 0 }], { batchSize: 2 }),
      () => mixtureSampler([a, { ...b, weight: Number.NaN }], { batchSize: 2 }),
      () => mixtureSampler([a, b], { batchSize: 2, temperature: 0 }),
    ])
      expect(make).toThrow(expect.objectContaining({ code: 'argument' }))
    expect(() => mixtureSampler([source('empty', 0)], { batchSize: 2 })).toThrow(
      expect.objectContaining({ code: 'data' }),
    )
  })

  it('refuses a position stored with other sources', async () => {
    const { state } = await mixtureSampler([source('a', 3)], { batchSize: 2 }).next()
    await expect(mixtureSampler([source('b', 3)], { batchSize: 2 }).restore(state)).rejects.toThrow('b is missing')
  })
})
