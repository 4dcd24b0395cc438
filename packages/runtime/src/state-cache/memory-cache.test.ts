import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { memoryCache } from '@towerkit/runtime'
import { fromHalves, toHalves } from './to-halves.ts'
import { stateCacheConformance } from '@towerkit/core/testing'

for (const precision of ['float32', 'float16', 'int8'] as const) {
  for (const { name, run } of stateCacheConformance(options => memoryCache({ precision, ...options })))
    it(`${precision}: ${name}`, run)
}

it('lets the state go that was used least lately', async () => {
  const state = { tokens: 1, width: 4, data: new Float32Array(4) }
  const cache = memoryCache({ maxBytes: 32 })
  await cache.set([
    { key: 'a', state },
    { key: 'b', state },
  ])
  await cache.get(['a'])
  await cache.set([{ key: 'c', state }])
  expect((await cache.get(['a', 'b', 'c'])).map(found => found !== undefined)).toEqual([true, false, true])
  expect(await cache.statistics()).toEqual({ hits: 3, misses: 1, evictions: 1, damaged: 0, entries: 2, bytes: 32 })
  expect(() => memoryCache({ maxBytes: Number.NaN })).toThrow(expect.objectContaining({ code: 'argument' }))
})

it('rounds to float16 as the format says', () => {
  // Every finite half is itself, and a number between two is the nearer one, of two equally near the even one.
  const halves = Uint16Array.from({ length: 0x7c00 }, (_, i) => i)
  expect(toHalves(fromHalves(halves))).toEqual(halves)
  const values = fromHalves(halves)
  const random = seededRandom(1)
  for (let i = 0; i < 2000; i++) {
    const at = Math.floor(random() * (0x7c00 - 1))
    const low = values[at]!
    const high = values[at + 1]!
    expect(toHalves(Float32Array.of((low + high) / 2))[0]).toBe(at % 2 === 0 ? at : at + 1)
    expect(toHalves(Float32Array.of(-(low + 0.4 * (high - low))))[0]).toBe(0x8000 | at)
  }
  expect([...fromHalves(toHalves(Float32Array.of(1e9, -1e9)))]).toEqual([65_504, -65_504])
})
