import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'

async function openedTwice() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const stores = [openStore(join(folder, 'store.sqlite')), openStore(join(folder, 'store.sqlite'))] as const
  onTestFinished(() => stores.forEach(store => store.close()))
  return stores
}

const put = (store: Store, ...ids: string[]) =>
  store.change([{ put: ids.map(id => ({ document: { id, title: '', text: id }, passages: [[0, 1]] as const })) }])

it('tells another process what came and went since it looked', async () => {
  const [one, other] = await openedTwice()
  const start = other.lastChange()
  put(one, 'a', 'b')
  const first = other.changesSince(start)!
  expect(first.documents).toEqual([1, 2])
  put(one, 'a')
  one.change([{ remove: ['b', 'nobody'] }])
  expect(other.changesSince(first.through)).toEqual({ through: other.lastChange(), documents: [1, 3, 2] })
  expect(other.changesSince(other.lastChange())).toEqual({ through: other.lastChange(), documents: [] })
  one.setFact('kind', 'code')
  one.setVectors('m', [{ number: 3, vectors: Float32Array.of(1) }])
  expect(other.changesSince(other.lastChange())!.documents).toEqual([])
})

it('says when it no longer reaches back, and leaves no gap when a change is undone', async () => {
  const [one, other] = await openedTwice()
  put(one, 'a')
  const seen = one.lastChange()
  expect(() =>
    one.change([
      { put: [{ document: { id: 'b', title: '', text: '' }, passages: [[0, 1]] }] },
      { put: [{ document: { id: 'c', title: undefined as never, text: '' }, passages: [[0, 1]] }] },
    ]),
  ).toThrow()
  put(one, 'd')
  expect(other.changesSince(seen)!.documents).toHaveLength(1)
  const database = new DatabaseSync(one.path)
  database.exec('DELETE FROM changes WHERE number = 2')
  database.close()
  expect(other.changesSince(seen)).toBeUndefined()
})

it('keeps vectors of two models until one has those of all documents', async () => {
  const [one, other] = await openedTwice()
  put(one, 'a', 'b')
  const vectors = (...numbers: number[]) => numbers.map(number => ({ number, vectors: Float32Array.of(number) }))
  one.setVectors('old', vectors(1, 2))
  expect(one.adoptModel('old')).toBe(true)
  one.setVectors('new', vectors(1))
  expect(one.adoptModel('new')).toBe(false)
  expect([...other.vectors('old')]).toEqual(vectors(1, 2))
  expect([other.counts(), other.counts('new')].map(({ encoded }) => encoded)).toEqual([2, 1])
  one.setVectors('new', vectors(2))
  expect(one.adoptModel('new')).toBe(true)
  expect([other.fact('vector-model'), [...other.vectors('old')], [...other.vectors('new')]]).toEqual([
    'new',
    [],
    vectors(1, 2),
  ])
})

it('reads a snapshot that later changes leave alone', async () => {
  const [one, other] = await openedTwice()
  put(one, 'a')
  using snapshot = other.snapshot()
  const generation = one.generation()
  put(one, 'b')
  expect([snapshot.generation(), snapshot.counts().documents, one.counts().documents]).toEqual([generation, 1, 2])
})

it('brings a store of the first version to this one, with its vectors', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'store.sqlite')
  {
    using store = openStore(path)
    put(store, 'a')
    store.setFact('vector-model', 'old')
  }
  const database = new DatabaseSync(path)
  database.exec(`DROP TABLE changes; DROP TABLE events; DROP TABLE vectors; CREATE TABLE vectors (
    document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE, data BLOB NOT NULL,
    "check" INTEGER NOT NULL) STRICT; PRAGMA user_version = 1`)
  const { vectorColumns } = await import('./document-row.ts')
  const { data, check } = vectorColumns(1, Float32Array.of(4))
  database.prepare('INSERT INTO vectors VALUES (1, ?, ?)').run(data, check)
  database.close()
  using store = openStore(path)
  expect([...store.vectors('old')]).toEqual([{ number: 1, vectors: Float32Array.of(4) }])
  put(store, 'b')
  expect(store.changesSince(0)!.documents).toEqual([2])
})
