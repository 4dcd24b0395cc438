import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from './open-store.ts'
import type { NewDocument, Store } from './store.ts'

async function temporaryPath() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'store.sqlite')
}

const put = (store: Store, documents: readonly NewDocument[]) => store.change([{ put: documents }])[0]!
const remove = (store: Store, ids: readonly string[]) => store.change([{ remove: ids }])[0]!

const row = (id: string, text = `text of ${id}`) => ({
  document: { id, title: id, text, metadata: { id } },
  passages: [[0, text.length]] as const,
})

it('never gives a number again, and passes over vectors of documents that have gone', async () => {
  using store = openStore(await temporaryPath())
  expect(put(store, [row('a'), row('b')])).toEqual([{ number: 1 }, { number: 2 }])
  expect(remove(store, ['b'])).toEqual([{ number: 2 }])
  expect(put(store, [row('c'), row('a')])).toEqual([{ number: 3 }, { number: 4, replaced: 1 }])
  store.setVectors('m', [
    { number: 2, vectors: Float32Array.of(1) },
    { number: 3, vectors: Float32Array.of(0.5, 2) },
  ])
  expect([...store.vectors('m')]).toEqual([{ number: 3, vectors: Float32Array.of(0.5, 2) }])
  expect([...store.documents({ withoutVectorsOf: 'm' })].map(({ id }) => id)).toEqual(['a'])
  expect(store.counts('m')).toEqual({ documents: 2, passages: 2, encoded: 1 })
  put(store, [row('c')])
  expect(store.counts('m').encoded).toBe(0)
})

it('changes all documents of a call or none, and its generation with each', async () => {
  using store = openStore(await temporaryPath())
  put(store, [row('a')])
  const before = store.generation()
  expect(() =>
    put(store, [row('b'), { ...row('c'), document: { id: 'c', title: undefined as never, text: '' } }]),
  ).toThrow()
  expect([store.counts().documents, store.generation()]).toEqual([1, before])
  remove(store, ['a'])
  expect(store.generation()).not.toBe(before)
})

it('reads more documents than a page', async () => {
  using store = openStore(await temporaryPath())
  put(
    store,
    Array.from({ length: 2500 }, (_, i) => row(`${i}`)),
  )
  expect([...store.documents()].length).toBe(2500)
  expect([...store.documents({ limit: 1700 })].length).toBe(1700)
  expect([...store.documents({ after: 2400 })].length).toBe(100)
})

it('refuses the database of another program, and one of a newer release', async () => {
  const path = await temporaryPath()
  const other = new DatabaseSync(path)
  other.exec('CREATE TABLE things (a)')
  other.close()
  expect(() => openStore(path)).toThrow(
    expect.objectContaining({ code: 'data', message: expect.stringContaining('another program') }),
  )
  const newer = await temporaryPath()
  openStore(newer).close()
  const database = new DatabaseSync(newer)
  database.exec('PRAGMA user_version = 99')
  database.close()
  expect(() => openStore(newer)).toThrow(expect.objectContaining({ code: 'unsupported' }))
})

it('refuses while another process writes, with an error that says so', async () => {
  const path = await temporaryPath()
  using store = openStore(path)
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  expect(() => put(store, [row('a')])).toThrow(expect.objectContaining({ code: 'overloaded' }))
  other.close()
  expect(put(store, [row('a')])).toHaveLength(1)
})

it('a damaged file gives a typed error, or all that was stored', async () => {
  const path = await temporaryPath()
  const store = openStore(path)
  put(
    store,
    Array.from({ length: 60 }, (_, i) => row(`${i}`, `text ${i} `.repeat(40))),
  )
  store.setVectors(
    'm',
    Array.from({ length: 60 }, (_, i) => ({ number: i + 1, vectors: Float32Array.of(i, 1) })),
  )
  const everything = () => {
    using opened = openStore(path)
    return JSON.stringify([[...opened.documents()], [...opened.vectors('m')]])
  }
  store.close()
  const whole = await readFile(path)
  const expected = everything()
  const random = seededRandom(1)
  let refused = 0
  for (let trial = 0; trial < 60; trial++) {
    const bytes =
      trial === 0
        ? Buffer.alloc(0)
        : trial % 3 === 0
          ? whole.subarray(0, Math.floor(random() * whole.length))
          : Buffer.from(whole)
    if (trial % 3 !== 0) bytes[Math.floor(random() * bytes.length)]! ^= 1 + Math.floor(random() * 255)
    await Promise.all(['-wal', '-shm'].map(end => rm(path + end, { force: true })))
    await writeFile(path, bytes)
    try {
      expect(everything()).toBe(expected)
    } catch (error) {
      if (!TowerkitError.is(error)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(30)
})
