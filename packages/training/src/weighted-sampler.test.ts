import { expect, it } from 'vitest'
import { lengthBucketedSampler } from './length-bucketed-sampler.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import { streamSampler } from './stream-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { weightedSampler, type WeightedSource } from './weighted-sampler.ts'

const examples = (name: string, count: number) => Array.from({ length: count }, (_, id) => ({ name, id }))
const sources = (): WeightedSource[] => [
  { name: 'a', sampler: shuffledSampler(examples('a', 12), { batchSize: 4, seed: 1 }), weight: 1 },
  { name: 'b', sampler: streamSampler(examples('b', 9), { batchSize: 4 }), weight: 2.5 },
  {
    name: 'c',
    sampler: lengthBucketedSampler(examples('c', 11), { batchSize: 4, length: ({ id }) => id as number }),
    weight: 0.5,
  },
]

it('draws whole batches of one source, in the shares of the weights', async () => {
  const sampler = weightedSampler(sources(), { seed: 3 })
  const draws = 8000
  const counts: Record<string, number> = {}
  for (let i = 0; i < draws; i++) {
    const names = new Set((await sampler.next()).examples.map(({ name }) => name as string))
    expect(names.size).toBe(1)
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  }
  for (const { name, weight } of sources()) {
    const share = weight / 4
    // Four standard deviations of a binomial share.
    expect(Math.abs(counts[name]! / draws - share), name).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / draws))
  }
})

it('goes on from every position, with the positions of its sources', async () => {
  await checkRestores(() => weightedSampler(sources(), { seed: 4 }), 40)
})

it('nests', async () => {
  await checkRestores(
    () =>
      weightedSampler([
        { name: 'inner', sampler: weightedSampler(sources()), weight: 1 },
        { name: 'd', sampler: shuffledSampler(examples('d', 8), { batchSize: 2 }), weight: 1 },
      ]),
    20,
  )
})

it('refuses no sources, weights that are not positive, repeated names, and the position of other sources', async () => {
  const [a, b] = sources() as [WeightedSource, WeightedSource]
  for (const wrong of [
    [],
    [{ ...a, weight: 0 }],
    [{ ...a, weight: Infinity }],
    [{ ...a, weight: Number.NaN }],
    [a, { ...b, name: 'a' }],
  ]) {
    expect(() => weightedSampler(wrong)).toThrow(expect.objectContaining({ code: 'argument' }))
  }
  const { state } = await weightedSampler([a]).next()
  await expect(weightedSampler([a, b]).restore(state)).rejects.toMatchObject({
    code: 'argument',
  })
})
