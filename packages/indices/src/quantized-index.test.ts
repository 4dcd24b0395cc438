import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { row, seededRandom, vectors, type Vectors } from '@towerkit/core'
import { randomVectors, vectorIndexConformance } from '@towerkit/core/testing'
import { exactIndex, loadQuantizedIndex, quantizedIndex, type QuantizedIndexOptions } from '@towerkit/indices'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quantized-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const keysFor = ({ count }: Vectors) => Array.from({ length: count }, (_, i) => `${i}`)

describe('int8, scored again', () => {
  for (const { name, run } of vectorIndexConformance(
    dimensions => quantizedIndex({ dimensions, storage: 'int8', metric: 'inner-product' }),
    { recall: 0.99 },
  ))
    it(name, run)
})

describe('int8 only', () => {
  for (const { name, run } of vectorIndexConformance(
    dimensions => quantizedIndex({ dimensions, storage: 'int8', metric: 'inner-product', rescoring: false }),
    {
      recall: 0.9,
      tolerance: 0.004,
      skip: [{ reason: 'scores are estimates by codes', tests: ['agrees with brute force'] }],
    },
  ))
    it(name, run)
})

it('gets the signs that it keeps', async () => {
  await using index = quantizedIndex({ dimensions: 3, storage: 'binary', rescoring: false })
  await index.add(['a'], vectors([[0.2, -3, 0.1]]))
  expect([...(await index.get(['a']))[0]!.vector]).toEqual([1, -1, 1])
})

it.each<[Pick<QuantizedIndexOptions, 'storage' | 'rescoring'>, number, number]>([
  [{ storage: 'int8' }, 0.999, 1e-12],
  [{ storage: 'int8', rescoring: false }, 0.95, 0.01],
  [{ storage: 'binary' }, 0.85, 1e-12],
  [{ storage: 'binary', rescoring: false }, 0.2, 0.5],
])('%j finds cosines: recall at least %f, scores within %f', async (options, least, tolerance) => {
  const data = randomVectors({ count: 3000, dimensions: 100, seed: 1 })
  const queries = randomVectors({ count: 30, dimensions: 100, seed: 2 })
  await using index = quantizedIndex({ dimensions: 100, ...options })
  await using exact = exactIndex({ dimensions: 100, metric: 'cosine' })
  for (const each of [index, exact]) await each.add(keysFor(data), data)
  const expected = await exact.search(queries, 3000)
  let found = 0
  for (const [q, hits] of (await index.search(queries, 10)).entries()) {
    const scores = new Map(expected[q]!.map(({ key, score }) => [key, score]))
    const best = new Set(expected[q]!.slice(0, 10).map(({ key }) => key))
    for (const { key, score } of hits) {
      if (best.has(key)) found++
      expect(Math.abs(score - scores.get(key)!)).toBeLessThan(tolerance)
    }
  }
  expect(found / 300).toBeGreaterThanOrEqual(least)
})

it('gives the share of equal signs less that of different ones', async () => {
  await using index = quantizedIndex({ dimensions: 3, storage: 'binary', rescoring: false })
  await index.add(
    ['none', 'all', 'most'],
    vectors([
      [-1, -1, -1],
      [5, 1, 2],
      [1, 1, -9],
    ]),
  )
  const [hits] = await index.search(vectors([[1, 2, 3]]), 3)
  expect(hits!.map(({ key }) => key)).toEqual(['all', 'most', 'none'])
  hits!.forEach(({ score }, i) => expect(score).toBeCloseTo([1, 1 / 3, -1][i]!, 6))
})

it('estimates products of vectors of any length', async () => {
  const data = randomVectors({ count: 50, dimensions: 24, seed: 3 })
  for (let i = 0; i < data.data.length; i++) data.data[i]! *= 10 ** ((i % 50) / 10)
  await using index = quantizedIndex({ dimensions: 24, storage: 'int8', metric: 'inner-product', rescoring: false })
  await index.add(keysFor(data), data)
  const query = randomVectors({ count: 1, dimensions: 24, seed: 4 })
  for (const { key, score } of (await index.search(query, 50))[0]!) {
    const stored = row(data, Number(key))
    const exact = stored.reduce((sum, value, i) => sum + value * query.data[i]!, 0)
    expect(Math.abs(score - exact)).toBeLessThan((24 * Math.max(...stored.map(Math.abs))) / 100)
  }
})

it.each<Pick<QuantizedIndexOptions, 'storage' | 'rescoring'>>([
  { storage: 'int8' },
  { storage: 'int8', rescoring: false },
  { storage: 'binary' },
  { storage: 'binary', rescoring: false },
])('%j answers after changes, saving and loading as a fresh index does', async options => {
  const path = join(folder, JSON.stringify(options).replace(/\W/g, ''))
  const random = seededRandom(5)
  const data = randomVectors({ count: 400, dimensions: 20, seed: 6 })
  await using index = quantizedIndex({ dimensions: 20, model: 'encoder 1', ...options })
  await using fresh = quantizedIndex({ dimensions: 20, ...options })
  const kept = new Set<number>()
  for (let step = 0; step < 60; step++) {
    const rows = [...new Set(Array.from({ length: 10 }, () => Math.floor(random() * 400)))]
    if (random() < 0.4) {
      await index.remove(rows.map(String))
      for (const each of rows) kept.delete(each)
    } else {
      await index.add(rows.map(String), vectors(rows.map(each => row(data, each))), {
        metadata: rows.map(each => ({ third: each % 3 })),
      })
      for (const each of rows) kept.add(each)
    }
  }
  const rows = [...kept]
  await fresh.add(rows.map(String), vectors(rows.map(each => row(data, each))), {
    metadata: rows.map(each => ({ third: each % 3 })),
  })
  await index.save(path)
  await using loaded = await loadQuantizedIndex(path, { model: 'encoder 1' })
  expect(loaded).toMatchObject({ model: 'encoder 1', bytesPerVector: index.bytesPerVector })
  expect(await loaded.count()).toBe(rows.length)
  const queries = randomVectors({ count: 5, dimensions: 20, seed: 7 })
  for (const search of [{}, { where: { third: 1 } }]) {
    const expected = await fresh.search(queries, 12, search)
    expect(await index.search(queries, 12, search)).toEqual(expected)
    expect(await loaded.search(queries, 12, search)).toEqual(expected)
  }
  await expect(loadQuantizedIndex(path, { model: 'encoder 2' })).rejects.toMatchObject({ code: 'model' })
})

it('tells the bytes of a vector', () => {
  const bytes = (options: Omit<QuantizedIndexOptions, 'dimensions'>) =>
    quantizedIndex({ dimensions: 384, ...options }).bytesPerVector
  expect([
    bytes({ storage: 'int8', rescoring: false }),
    bytes({ storage: 'binary', rescoring: false }),
    bytes({ storage: 'int8' }),
  ]).toEqual([388, 48, 1924])
})

it.each([
  { dimensions: 0, storage: 'int8' },
  { dimensions: 2 },
  { dimensions: 2, storage: 'binary', metric: 'inner-product' },
  { dimensions: 2, storage: 'int8', oversampling: 0 },
])('refuses %j', options => {
  expect(() => quantizedIndex(options as QuantizedIndexOptions)).toThrow(expect.objectContaining({ code: 'argument' }))
})
