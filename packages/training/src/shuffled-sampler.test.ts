import { expect, it } from 'vitest'
import { shuffle, shuffledSampler } from './shuffled-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { numbered, passOf } from './testing/numbered-examples.ts'

it('gives each example once in a pass, in another order each time', async () => {
  const sampler = shuffledSampler(numbered(24), { batchSize: 4, seed: 5 })
  const passes = [await passOf(sampler, 6), await passOf(sampler, 6), await passOf(sampler, 6)]
  for (const pass of passes) expect(pass.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, i) => i))
  expect(new Set(passes.map(String)).size).toBe(3)
})

it('leaves out what fills no batch, another rest each time, and never repeats within a pass', async () => {
  const sampler = shuffledSampler(numbered(10), { batchSize: 4 })
  const seen = new Set<number>()
  for (let pass = 0; pass < 30; pass++) {
    const ids = await passOf(sampler, 2)
    expect(new Set(ids).size).toBe(8)
    ids.forEach(id => seen.add(id))
  }
  expect(seen.size).toBe(10)
})

it('gives an array smaller than a batch whole', async () => {
  const sampler = shuffledSampler(numbered(3), { batchSize: 8 })
  for (let i = 0; i < 5; i++) expect((await sampler.next()).examples).toHaveLength(3)
})

it.each([
  [24, 4],
  [10, 4],
  [3, 8],
  [1, 1],
])('goes on from every position, %i examples in batches of %i', async (count, batchSize) => {
  await checkRestores(() => shuffledSampler(numbered(count), { batchSize, seed: 7 }), 20)
})

it('shuffles evenly: every element comes to every place as often', () => {
  const length = 6
  const rounds = 6000
  let state = 1
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  const counts = Array.from({ length }, () => new Array<number>(length).fill(0))
  for (let round = 0; round < rounds; round++)
    shuffle(length, random).forEach((element, place) => counts[place]![element]!++)
  const expected = rounds / length
  // 36 cells with 25 degrees of freedom: 52.6 is passed once in a thousand times.
  expect(counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(52.6)
})

it('refuses no examples and batches that are not whole', () => {
  expect(() => shuffledSampler([], { batchSize: 2 })).toThrow(expect.objectContaining({ code: 'data' }))
  for (const batchSize of [0, -1, 1.5, Number.NaN])
    expect(() => shuffledSampler(numbered(3), { batchSize })).toThrow(expect.objectContaining({ code: 'argument' }))
})
