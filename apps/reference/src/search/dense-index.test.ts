import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { openWorkspace } from '../workspace.ts'
import { openDenseIndex, parsePassageKey, passageKey, saveDenseIndex } from './dense-index.ts'

const dimensions = 4

async function storeWithVectors(count: number) {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-dense-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const workspace = await openWorkspace(folder)
  const store = openStore(workspace.path('store.sqlite'))
  onTestFinished(() => store.close())
  const random = seededRandom(1)
  const put = Array.from({ length: count }, (_, i) => ({
    document: { id: `${i}`, title: '', text: 'ab' },
    passages: [
      [0, 1],
      [1, 2],
    ] as const,
    vectors: { model: 'one', data: Float32Array.from({ length: 2 * dimensions }, () => random() - 0.5) },
  }))
  store.change([{ put }])
  return { workspace, store, vectors: put.map(({ vectors }) => vectors.data) }
}

it.each([
  ['exact', 1000],
  ['a graph', 50],
])('is built of the store, saved, and loaded for this state of it alone: %s', async (_name, exactUpTo) => {
  const { workspace, store, vectors } = await storeWithVectors(100)
  const model = { digest: 'one', dimensions, exactUpTo }
  const open = async (opened = model) => {
    const { index, built } = await openDenseIndex(store, workspace, opened)
    onTestFinished(() => index.close())
    return { index, built }
  }
  const { index, built } = await open()
  expect([built, await index.count()]).toEqual([true, 200])
  const [hits] = await index.search({ data: vectors[7]!.slice(dimensions), count: 1, dimensions }, 200)
  expect(hits!.map(({ key }) => parsePassageKey(key))).toContainEqual({ number: 8, ordinal: 1 })
  await saveDenseIndex(index, workspace, store.generation())
  expect((await open()).built).toBe(false)
  const other = await open({ ...model, digest: 'other' })
  expect([other.built, await other.index.count()]).toEqual([true, 0])
  store.change([{ remove: ['0'] }])
  const again = await open()
  expect([again.built, await again.index.count()]).toEqual([true, 198])
  await saveDenseIndex(again.index, workspace, store.generation())
  expect((await readdir(workspace.folder)).filter(name => name.endsWith('.index'))).toHaveLength(1)
})

it('names passages', () => {
  expect(parsePassageKey(passageKey(123456789012, 7))).toEqual({ number: 123456789012, ordinal: 7 })
})
