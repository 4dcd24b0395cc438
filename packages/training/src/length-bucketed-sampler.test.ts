import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { lengthBucketedSampler } from './length-bucketed-sampler.ts'
import type { Sampler } from './sampler.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { numbered, passOf } from './testing/numbered-examples.ts'
import type { Example } from './example.ts'

const random = seededRandom(3)
const lengths = Array.from({ length: 640 }, () => 1 + Math.floor(200 * random() ** 3))
const length = ({ id }: Example) => lengths[id as number]!

/** Share of a pass that is padding where each batch is as long as its longest example. */
async function padding(sampler: Sampler, batches: number): Promise<number> {
  let used = 0
  let total = 0
  for (let i = 0; i < batches; i++) {
    const batch = (await sampler.next()).examples.map(length)
    used += batch.reduce((a, b) => a + b)
    total += Math.max(...batch) * batch.length
  }
  return 1 - used / total
}

it('gives each example once in a pass, batches in random order', async () => {
  const sampler = lengthBucketedSampler(numbered(640), { batchSize: 16, length, bucketBatches: 10 })
  const pass = await passOf(sampler, 40)
  expect(pass.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 640 }, (_, i) => i))
  expect(await passOf(sampler, 40)).not.toEqual(pass)
  // Sorted batches would have means that only rise.
  const means = Array.from({ length: 40 }, (_, i) =>
    pass.slice(i * 16, i * 16 + 16).reduce((sum, id) => sum + lengths[id]!, 0),
  )
  const rises = means.filter((mean, i) => i > 0 && mean > means[i - 1]!).length
  expect(rises).toBeGreaterThan(9)
  expect(rises).toBeLessThan(31)
})

it('pads less than shuffled batches, the less the larger its buckets', async () => {
  const shuffled = await padding(shuffledSampler(numbered(640), { batchSize: 16 }), 40)
  const small = await padding(lengthBucketedSampler(numbered(640), { batchSize: 16, length, bucketBatches: 4 }), 40)
  const large = await padding(lengthBucketedSampler(numbered(640), { batchSize: 16, length, bucketBatches: 40 }), 40)
  expect(shuffled).toBeGreaterThan(0.5)
  expect(small).toBeLessThan(0.75 * shuffled)
  expect(large).toBeLessThan(small / 2)
})

it('leaves no example out for good: what fills no batch is another rest in each pass', async () => {
  const sampler = lengthBucketedSampler(numbered(10), { batchSize: 4, length })
  const seen = new Set<number>()
  for (let pass = 0; pass < 40; pass++) for (const id of await passOf(sampler, 2)) seen.add(id)
  expect(seen.size).toBe(10)
})

it.each([
  [640, 16, 10],
  [10, 4, 50],
  [9, 2, 1],
  [3, 8, 50],
])('goes on from every position, %i examples in batches of %i', async (count, batchSize, bucketBatches) => {
  await checkRestores(() => lengthBucketedSampler(numbered(count), { batchSize, length, bucketBatches, seed: 2 }), 50)
})

it('refuses no examples, and batches and buckets that are not whole', () => {
  expect(() => lengthBucketedSampler([], { batchSize: 2, length })).toThrow(expect.objectContaining({ code: 'data' }))
  expect(() => lengthBucketedSampler(numbered(2), { batchSize: 0, length })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
  for (const bucketBatches of [0, 0.5, Number.NaN])
    expect(() => lengthBucketedSampler(numbered(2), { batchSize: 2, length, bucketBatches })).toThrow(
      expect.objectContaining({ code: 'argument' }),
    )
})
