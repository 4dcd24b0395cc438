import { describe, expect, it } from 'vitest'
import { seededRandom, vectors, type Vectors } from '@towerkit/core'
import { randomVectors, vectorIndexConformance } from '@towerkit/core/testing'
import { exactIndex } from '@towerkit/indices'
import { usearchIndex, type UsearchStorage } from '@towerkit/indices/usearch'

const keysFor = ({ count }: Vectors) => Array.from({ length: count }, (_, i) => `${i}`)

describe.each(['f32', 'f16', 'bf16'] as const)('with storage %s', storage => {
  for (const { name, run } of vectorIndexConformance(dimensions => usearchIndex({ dimensions, storage, threads: 1 }), {
    recall: 0.95,
  }))
    it(name, run)
})

it.each<[UsearchStorage, number]>([
  ['f32', 0.95],
  ['f16', 0.95],
  ['bf16', 0.95],
  ['i8', 0.95],
  ['b1', 0.6],
])('finds cosines by %s, with the scores of float32: recall at least %f', async (storage, least) => {
  const data = randomVectors({ count: 2000, dimensions: 32, seed: 1 })
  const queries = randomVectors({ count: 30, dimensions: 32, seed: 2 })
  await using approximate = usearchIndex({ dimensions: 32, metric: 'cosine', storage, threads: 1 })
  await using exact = exactIndex({ dimensions: 32, metric: 'cosine' })
  for (const index of [approximate, exact]) await index.add(keysFor(data), data)
  const expected = await exact.search(queries, 10)
  let found = 0
  for (const [q, hits] of (await approximate.search(queries, 10)).entries()) {
    const scores = new Map(expected[q]!.map(({ key, score }) => [key, score]))
    for (const { key, score } of hits) {
      if (!scores.has(key)) continue
      expect(score).toBe(scores.get(key))
      found++
    }
  }
  expect(found / 300).toBeGreaterThanOrEqual(least)
})

it('keeps in step with exact search through random changes', async () => {
  const random = seededRandom(3)
  const whole = (limit: number) => Math.floor(random() * limit)
  await using approximate = usearchIndex({ dimensions: 6, threads: 1 })
  await using exact = exactIndex({ dimensions: 6 })
  for (let step = 0; step < 60; step++) {
    const keys = [...new Set(Array.from({ length: 1 + whole(20) }, () => `k${whole(120)}`))]
    if (random() < 0.4)
      expect(await approximate.remove([...keys, keys[0]!])).toBe(await exact.remove([...keys, keys[0]!]))
    else {
      const data = randomVectors({ count: keys.length, dimensions: 6, seed: step })
      const metadata = keys.map(() => ({ step: step % 3 }))
      for (const index of [approximate, exact]) await index.add(keys, data, { metadata })
    }
    expect(await approximate.count()).toBe(await exact.count())
    const query = randomVectors({ count: 2, dimensions: 6, seed: 1000 + step })
    for (const options of [{}, { where: { step: 1 } }])
      expect(await approximate.search(query, 5, options)).toEqual(await exact.search(query, 5, options))
  }
})

it('lets timers run while vectors are added', async () => {
  await using index = usearchIndex({ dimensions: 64 })
  const data = randomVectors({ count: 3000, dimensions: 64, seed: 7 })
  await index.add(['first'], vectors([data.data.slice(0, 64)]))
  let ticks = 0
  const timer = setInterval(() => {
    ticks++
  }, 1)
  await index.add(keysFor(data), data)
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(5)
})

it('refuses numbers that its storage cannot hold', async () => {
  await using half = usearchIndex({ dimensions: 2, storage: 'f16' })
  await expect(half.add(['a'], vectors([[7e4, 0]]))).rejects.toMatchObject({ code: 'data' })
  await using index = usearchIndex({ dimensions: 2 })
  await expect(index.add(['a'], vectors([[1e20, 0]]))).rejects.toMatchObject({ code: 'data' })
  await index.add(
    ['b', 'c'],
    vectors([
      [1e18, 0],
      [0, 1e18],
    ]),
  )
  expect((await index.search(vectors([[0, 3e38]]), 1))[0]![0]!.key).toBe('c')
})

it.each([
  { dimensions: 0 },
  { dimensions: 2, connectivity: 1 },
  { dimensions: 2, connectivity: Number.NaN },
  { dimensions: 2, expansionAdd: 0 },
  { dimensions: 2, expansionSearch: 1.5 },
  { dimensions: 2, threads: Number.NaN },
  { dimensions: 2, threads: 10_000 },
  { dimensions: 2, storage: 'unknown' },
  { dimensions: 2, metric: 'jaccard' },
  { dimensions: 2, storage: 'i8' },
  { dimensions: 2, storage: 'b1' },
])('refuses %j', options => {
  expect(() => usearchIndex(options as never)).toThrow(expect.objectContaining({ code: 'argument' }))
})
