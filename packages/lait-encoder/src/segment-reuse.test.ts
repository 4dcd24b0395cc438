import { expect, it, onTestFinished } from 'vitest'
import { DataError, row, type Vectors } from '@towerkit/core'
import { laitEncoder, memoryCache, type StateCache } from '@towerkit/lait-encoder'
import { tinyLait, tinyTexts } from './testing/tiny-lait.ts'

const [watch, read, parse, empty, close, file] = tinyTexts as [string, string, string, string, string, string]
const documents = [parse, [close, file], empty, watch]

const farthest = (a: Vectors, b: Vectors) => Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!)))

it('encodes each segment once, and gives the same scores from the cache', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ head: 'score', cache })
  const cold = await encoder.score([watch, read], documents)
  expect(await cache.statistics()).toMatchObject({ hits: 0, misses: 7, entries: 7 })
  const warm = await encoder.score([watch, read], documents)
  expect(await cache.statistics()).toMatchObject({ hits: 7, misses: 7 })
  expect(farthest(cold, warm)).toBeLessThan(1e-5)
  await using other = await tinyLait({ head: 'score' })
  const one = await other.predict([[read, close, file]])
  expect(one.data[0]).toBeCloseTo(row(warm, 1)[1]!, 5)
})

it('gives the same numbers from a cache of fewer bits for new and kept states, and stores what it may', async () => {
  for (const precision of ['float16', 'int8'] as const) {
    const cache = memoryCache({ precision })
    await using encoder = await tinyLait({ head: 'score', cache })
    const unstored = await encoder.score([watch, read], documents, { store: false })
    expect((await cache.statistics()).entries).toBe(0)
    const cold = await encoder.score([watch, read], documents)
    const warm = await encoder.score([watch, read], documents)
    expect(farthest(cold, warm)).toBeLessThan(1e-5)
    expect(farthest(unstored, warm)).toBeLessThan(1e-5)
    await using exact = await tinyLait({ head: 'score' })
    expect(farthest(warm, await exact.score([watch, read], documents))).toBeGreaterThan(0)
  }
})

it('needs to encode queries only, once documents are precomputed', async () => {
  await using encoder = await tinyLait({ head: 'score' })
  const cache = memoryCache()
  expect(await encoder.precompute(documents, { cache })).toEqual({ segments: 5, encoded: 5 })
  expect(await encoder.precompute(documents)).toEqual({ segments: 5, encoded: 0 })
  await encoder.score([read, file], documents)
  expect(await cache.statistics()).toMatchObject({ entries: 7, misses: 7 })
  expect(await encoder.precompute([read], { place: 'first' })).toEqual({ segments: 1, encoded: 0 })
})

it('uses one state for all positions if segments are alike', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ head: 'similarity', cache })
  const { data } = await encoder.score([watch, read], [watch, read])
  expect((await cache.statistics()).entries).toBe(2)
  expect([data[0], data[3]].every(value => Math.abs(value! - 1) < 1e-5)).toBe(true)
})

it('never reads states of other weights, other layers, or another model', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ cache })
  const before = await encoder.predict([[watch, close]])
  await encoder.predict([[watch, close]], { parallelLayers: 1 })
  expect((await cache.statistics()).entries).toBe(4)
  ;(encoder.parts.weights['encoder.layer.1.output.dense.bias']!.data as Float32Array).fill(0.5)
  encoder.tower('logits')!.updated!()
  const after = await encoder.predict([[watch, close]])
  expect(farthest(before, after)).toBeGreaterThan(1e-3)
  await using fresh = await laitEncoder({ backbone: encoder.parts, parallelLayers: 2, head: { classes: 3 } })
  expect(farthest(after, await fresh.predict([[watch, close]]))).toBeLessThan(1e-5)
  // A weight above the parallel layers leaves the states as they are.
  const { misses } = await cache.statistics()
  ;(encoder.parts.weights['encoder.layer.2.output.dense.bias']!.data as Float32Array).fill(0.5)
  encoder.tower('logits')!.updated!()
  await encoder.predict([[watch, close]])
  expect((await cache.statistics()).misses).toBe(misses)
})

it('goes on if the cache cannot store, and throws if storing was asked for', async () => {
  const full: StateCache = {
    ...memoryCache(),
    set: async () => {
      throw new DataError('diskCache: the disk is full. Make room.')
    },
  }
  await using encoder = await tinyLait({ head: 'score', cache: full })
  const warnings: string[] = []
  const listen = ({ message }: Error) => void warnings.push(message)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  expect((await encoder.score([watch], [read])).data[0]).toBeTypeOf('number')
  await new Promise(resolve => setImmediate(resolve))
  expect(warnings.join()).toMatch(/could not be stored/)
  await expect(encoder.precompute([read])).rejects.toMatchObject({ code: 'data' })
})
