import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vectors, type Vectors } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex } from '@towerkit/indices'
import { loadUsearchIndex, usearchIndex } from '@towerkit/indices/usearch'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usearch-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const keysFor = ({ count }: Vectors) => Array.from({ length: count }, (_, i) => `${i}`)

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
