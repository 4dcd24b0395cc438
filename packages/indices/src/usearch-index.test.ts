import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom, vectors, type Vectors } from '@towerkit/core'
import { randomVectors, vectorIndexConformance } from '@towerkit/core/testing'
import { exactIndex } from '@towerkit/indices'
import { loadUsearchIndex, usearchIndex, type UsearchStorage } from '@towerkit/indices/usearch'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usearch-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

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

describe.each([false, true])('saved and loaded, view %s', view => {
  it.each([
    [0, 'f32', 'inner-product'],
    [1, 'f32', 'cosine'],
    [700, 'f16', 'inner-product'],
    [700, 'b1', 'cosine'],
  ] as const)('answers as before: %i vectors, %s, %s', async (count, storage, metric) => {
    const path = join(folder, `same-${view}-${count}-${storage}`)
    const data = randomVectors({ count: count + 20, dimensions: 16, seed: 4 })
    await using index = usearchIndex({
      dimensions: 16,
      metric,
      storage,
      threads: 1,
      model: 'encoder 1',
      connectivity: 8,
      expansionSearch: 50,
    })
    const keys = keysFor(data)
    await index.add(keys, data, { metadata: keys.map((_, i) => ({ third: i % 3 })) })
    await index.remove(keys.slice(0, 20))
    await index.save(path)
    await using loaded = await loadUsearchIndex(path, { model: 'encoder 1', view, threads: 1 })
    expect(loaded).toMatchObject({ dimensions: 16, metric, model: 'encoder 1' })
    expect(await loaded.count()).toBe(count)
    const queries = randomVectors({ count: 5, dimensions: 16, seed: 5 })
    for (const options of [{}, { where: { third: 1 } }])
      expect(await loaded.search(queries, 7, options)).toEqual(await index.search(queries, 7, options))
    await loaded.save(path)
    if (view) {
      await expect(loaded.add(['x'], randomVectors({ count: 1, dimensions: 16, seed: 6 }))).rejects.toMatchObject({
        code: 'unsupported',
      })
      await expect(loaded.remove(['25'])).rejects.toMatchObject({ code: 'unsupported' })
    } else {
      await loaded.add(['x'], vectors([new Float32Array(16).fill(3)]))
      expect((await loaded.search(vectors([new Float32Array(16).fill(1)]), 1))[0]![0]!.key).toBe('x')
      expect(await loaded.count()).toBe(count + 1)
    }
    await using again = await loadUsearchIndex(path)
    expect(await again.count()).toBe(count)
  })
})

it("refuses another model's vectors and the other kind of index", async () => {
  const path = join(folder, 'model')
  await using index = usearchIndex({ dimensions: 2, model: 'a' })
  await index.save(path)
  await expect(loadUsearchIndex(path, { model: 'b' })).rejects.toMatchObject({ code: 'model' })
  await using exact = exactIndex({ dimensions: 2, model: 'a' })
  await exact.save(path)
  await expect(loadUsearchIndex(path)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('"exact"'),
  })
})

it('leaves no temporary folder behind', async () => {
  const ours = async () => (await readdir(tmpdir())).filter(name => name.startsWith('towerkit-')).length
  const before = await ours()
  const path = join(folder, 'temporary')
  await using index = usearchIndex({ dimensions: 2 })
  await index.add(['a'], vectors([[1, 2]]))
  await index.save(path)
  await expect(index.save(join(path, 'below a file'))).rejects.toMatchObject({ code: 'data' })
  for (const view of [false, true]) await (await loadUsearchIndex(path, { view })).close()
  expect(await ours()).toBeLessThanOrEqual(before)
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
