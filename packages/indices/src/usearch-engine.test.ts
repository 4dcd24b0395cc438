import { expect, it } from 'vitest'
import { randomVectors } from '@towerkit/core/testing'
import { lazyKernel } from './lazy-kernel.ts'
import { plainKernel } from './plain-kernel.ts'
import { rowStore } from './row-store.ts'
import { usearchEngine } from './usearch-engine.ts'
import { usearchGraph } from './usearch-graph.ts'
import { usearchSettings } from './usearch-options.ts'

const search = { limit: 5, selection: undefined, signal: undefined }

it('builds the graph anew after a change that failed, and keeps it after a save that failed', async () => {
  const store = rowStore(8)
  const engine = usearchEngine(store, usearchSettings('test', { dimensions: 8, threads: 1 }), lazyKernel(plainKernel))
  const keys = Array.from({ length: 300 }, (_, i) => `${i}`)
  const query = randomVectors({ count: 3, dimensions: 8, seed: 1 })
  await engine.add(keys, randomVectors({ count: 300, dimensions: 8, seed: 2 }).data, undefined)
  const expected = await engine.search(query, search)
  await expect(engine.saveGraph('/no such folder/graph')).rejects.toMatchObject({ code: 'worker' })
  expect(await engine.search(query, search)).toEqual(expected)
  await expect(engine.loadGraph('/no such folder/graph', false)).rejects.toMatchObject({ code: 'worker' })
  expect(await engine.search(query, search)).toEqual(expected)
  expect(await engine.remove(['0', '1'])).toBe(2)
  expect(store.size).toBe(298)
  await engine.close()
})

it('adds nothing of a batch that the thread could not take', async () => {
  const store = rowStore(4)
  const engine = usearchEngine(store, usearchSettings('test', { dimensions: 4, threads: 1 }), lazyKernel(plainKernel))
  await engine.add(['a'], Float32Array.of(1, 0, 0, 0), undefined)
  await expect(engine.add(['b', 'c'], new Float32Array(4), undefined)).rejects.toMatchObject({ code: 'worker' })
  expect([store.size, store.rowOf('b')]).toEqual([1, undefined])
  await engine.add(['b'], Float32Array.of(0, 1, 0, 0), undefined)
  expect(
    (
      await engine.search({ data: Float32Array.of(0, 1, 0, 0), count: 1, dimensions: 4 }, { ...search, limit: 1 })
    )[0]![0]!.key,
  ).toBe('b')
  await engine.close()
})

it('closes a thread in which usearch does not start', async () => {
  const graph = usearchGraph({ ...usearchSettings('test', { dimensions: 4 }), dimensions: 1e15 })
  await expect(graph.run({ kind: 'search', queries: new Float32Array(4), limit: 1 })).rejects.toMatchObject({
    code: 'unsupported',
  })
  await graph.close()
})
