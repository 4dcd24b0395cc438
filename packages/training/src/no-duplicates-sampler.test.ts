import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { noDuplicatesSampler } from './no-duplicates-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { numbered, passOf } from './testing/numbered-examples.ts'

/** Pairs whose texts come from a few words, so that many share one. */
function pairs(count: number, words: number) {
  const random = seededRandom(count)
  const word = (kind: string) => `${kind}${Math.floor(random() * words)}`
  return Array.from({ length: count }, (_, id) => ({
    id,
    query: word('q'),
    positive: word('p'),
    negatives: [word('p'), word('n')],
  }))
}

it.each([
  [200, 40, 8],
  [60, 10, 4],
  [30, 300, 7],
])('never has a text twice in a batch: %i examples, %i words, batches of %i', async (count, words, batchSize) => {
  const sampler = noDuplicatesSampler(pairs(count, words), { batchSize, seed: 3 })
  const seen = new Set<number>()
  for (let i = 0; i < 200; i++) {
    const batch = (await sampler.next()).examples as unknown as ReturnType<typeof pairs>
    const texts = batch.flatMap(({ query, positive, negatives }) => [...new Set([query, positive, ...negatives])])
    expect(new Set(texts).size).toBe(texts.length)
    expect(batch.length).toBe(batchSize)
    for (const { id } of batch) seen.add(id)
  }
  expect(seen.size).toBe(count)
})

it('gives each example at most once in a pass, and all of them where nothing is shared', async () => {
  const sampler = noDuplicatesSampler(numbered(24), { batchSize: 4, keysOf: ({ id }) => [String(id)] })
  for (let pass = 0; pass < 3; pass++)
    expect((await passOf(sampler, 6)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, i) => i))
})

it('makes batches of one where all examples share a text', async () => {
  const sampler = noDuplicatesSampler(numbered(5), { batchSize: 4, keysOf: () => ['same'] })
  const seen = new Set<number>()
  for (let i = 0; i < 40; i++) {
    const { examples: batch } = await sampler.next()
    expect(batch).toHaveLength(1)
    seen.add(batch[0]!['id'] as number)
  }
  expect(seen.size).toBe(5)
})

it.each([
  [60, 12, 4],
  [7, 2, 3],
  [3, 50, 8],
])('goes on from every position: %i examples, %i words, batches of %i', async (count, words, batchSize) => {
  await checkRestores(() => noDuplicatesSampler(pairs(count, words), { batchSize, seed: 7 }), 40)
})

it('refuses no examples and batch sizes that are none', () => {
  expect(() => noDuplicatesSampler([], { batchSize: 2 })).toThrow(expect.objectContaining({ code: 'data' }))
  expect(() => noDuplicatesSampler(numbered(2), { batchSize: 0 })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})
