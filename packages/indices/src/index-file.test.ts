import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { vectors, type Metadata, type Where } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, loadExactIndex, type ExactIndexOptions } from '@towerkit/indices'
import { writeIndexFile } from './index-file.ts'
import { rowSections } from './row-sections.ts'
import { rowStore } from './row-store.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towerkit-index-'))
})
afterAll(() => rm(folder, { recursive: true }))

const oddKeys = ['', ' ', 'é', '日本', '🙂', '\uD83D', '__proto__', 'a\nb', '"', '\u0000', '0']
const queries = randomVectors({ count: 6, dimensions: 12, seed: 1 })

async function saved(name: string, options: Partial<ExactIndexOptions> = {}, count = 200) {
  const path = join(folder, name)
  await using index = exactIndex({ dimensions: 12, ...options })
  const keys = [...oddKeys, ...Array.from({ length: count }, (_, i) => `key ${i}`)].slice(0, count)
  await index.add(keys, randomVectors({ count, dimensions: 12, seed: 2 }))
  await index.save(path)
  return { path, hits: await index.search(queries, count || 1), bytes: await readFile(path) }
}

it.each([
  [0, 'inner-product'],
  [1, 'cosine'],
  [200, 'inner-product'],
  [10_000, 'cosine'],
] as const)('answers after loading as before saving: %i vectors, %s', async (count, metric) => {
  const { path, hits, bytes } = await saved(`same-${count}`, { metric }, count)
  await using index = await loadExactIndex(path)
  expect(index).toMatchObject({ dimensions: 12, metric, model: undefined })
  expect(await index.count()).toBe(count)
  expect(await index.search(queries, count || 1)).toEqual(hits)
  await index.save(path)
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.tmp'))
})

it('keeps the order of equal scores through removals', async () => {
  const path = join(folder, 'order')
  const keys = Array.from({ length: 20 }, (_, i) => `${i}`)
  await using index = exactIndex({ dimensions: 1 })
  await index.add(keys, vectors(keys.map(() => [1])))
  await index.remove(['0', '7'])
  await index.save(path)
  await using loaded = await loadExactIndex(path)
  await loaded.add(['20'], vectors([[1]]))
  expect((await loaded.search(vectors([[1]]), 30))[0]!.map(({ key }) => key)).toEqual([
    ...keys.filter(key => key !== '0' && key !== '7'),
    '20',
  ])
})

it('keeps metadata of every kind of value and field', async () => {
  const path = join(folder, 'metadata')
  const metadata: Metadata[] = [
    { text: 'é\n\uD83D', number: 0.1, yes: true },
    {},
    JSON.parse('{"__proto__": 1, "": -2}') as Metadata,
    { tags: ['x', 1, []], author: { name: 'Ada' }, big: 9007199254740993n, huge: -(10n ** 40n) },
  ]
  await using index = exactIndex({ dimensions: 1 })
  await index.add(['a', 'b', 'c', 'e'], vectors([[1], [1], [1], [1]]), { metadata })
  await index.add(['d'], vectors([[1]]))
  await index.save(path)
  await using loaded = await loadExactIndex(path)
  const found = async (where: Where) =>
    (await loaded.search(vectors([[1]]), 9, { where }))[0]!.map(({ key }) => key).join('')
  expect(await found(metadata[0] as Where)).toBe('a')
  expect(await found(metadata[2] as Where)).toBe('c')
  expect(await found({ tags: 'x', 'author.name': 'Ada', big: 9007199254740993n })).toBe('e')
  expect(await found({})).toBe('abced')
  expect((await loaded.get(['e']))[0]!.metadata).toEqual(metadata[3])
})

it('can be changed after loading', async () => {
  const { path } = await saved('change')
  await using index = await loadExactIndex(path)
  await index.add(['more'], vectors([new Float32Array(12).fill(9)]))
  await index.remove(['key 50'])
  expect(await index.count()).toBe(200)
  expect((await index.search(vectors([new Float32Array(12).fill(1)]), 1))[0]![0]!.key).toBe('more')
})

it("refuses another model's vectors, and takes its own and any where none is asked for", async () => {
  const { path } = await saved('model', { model: 'encoder 1 é' })
  await expect(loadExactIndex(path, { model: 'encoder 2' })).rejects.toMatchObject({
    code: 'model',
    message: expect.stringContaining('encoder 1 é'),
  })
  const { path: unnamed } = await saved('unnamed')
  await expect(loadExactIndex(unnamed, { model: 'encoder 2' })).rejects.toMatchObject({ code: 'model' })
  for (const options of [{}, { model: 'encoder 1 é' }]) {
    await using index = await loadExactIndex(path, options)
    expect(index.model).toBe('encoder 1 é')
  }
})

it('saves the index as it was when the call was made', async () => {
  const path = join(folder, 'snapshot')
  await using index = exactIndex({ dimensions: 2 })
  await index.add(
    ['a', 'b'],
    vectors([
      [1, 0],
      [0, 1],
    ]),
  )
  const saving = index.save(path)
  const changing = index.add(
    ['a', 'c'],
    vectors([
      [9, 9],
      [8, 8],
    ]),
  )
  await Promise.all([saving, changing])
  await using loaded = await loadExactIndex(path)
  expect(await loaded.search(vectors([[1, 0]]), 5)).toEqual([
    [
      { key: 'a', score: 1 },
      { key: 'b', score: 0 },
    ],
  ])
})

const stored = (keys: string[], rows: number[]) =>
  rowStore(1, { keys, rows: Float32Array.from(rows), metadata: keys.map(() => ({})) })

it.each([
  ['the same key twice', { ...stored(['a', 'b'], [1, 2]), key: () => 'a' }],
  ['a number that is not finite', stored(['a'], [Number.NaN])],
  ['a key that is no string', { ...stored(['a'], [1]), key: () => 7 as unknown as string }],
  ['metadata that is none', { ...stored(['a'], [1]), metadata: () => ({ kind: null }) as unknown as Metadata }],
])('refuses a file whose checksum fits but that holds %s', async (_name, store) => {
  const path = join(folder, 'crafted')
  await writeIndexFile(
    path,
    { kind: 'exact', dimensions: 1, count: store.size, metric: 'inner-product' },
    rowSections(store),
  )
  await expect(loadExactIndex(path)).rejects.toMatchObject({ code: 'data' })
})

it.each([
  ['missing', () => join(folder, 'missing')],
  ['a folder', () => folder],
])('refuses a path that is %s', async (_name, path) => {
  await expect(loadExactIndex(path())).rejects.toMatchObject({ code: 'data' })
})

it('leaves the old file where the new one cannot be written', async () => {
  const { path, bytes } = await saved('old')
  await using index = exactIndex({ dimensions: 1 })
  await expect(index.save(join(path, 'below a file'))).rejects.toMatchObject({ code: 'data' })
  expect((await readFile(path)).equals(bytes)).toBe(true)
})
