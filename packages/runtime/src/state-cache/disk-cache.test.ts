import { mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { seededRandom, type StateEntry } from '@towerkit/core'
import { diskCache } from '@towerkit/runtime'
import { stateCacheConformance } from '@towerkit/core/testing'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-states-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Each number tells which entry it belongs to. */
const entryOf = (i: number, tokens = 3): StateEntry => ({
  key: `key ${i}`,
  state: { tokens, width: 16, data: new Float32Array(tokens * 16).fill(i + 0.5) },
})
const isRight = (i: number, state: StateEntry['state'] | undefined) =>
  state === undefined || state.data.every(value => value === i + 0.5)

for (const precision of ['float32', 'float16', 'int8'] as const) {
  for (const { name, run } of stateCacheConformance(async options =>
    diskCache(await temporaryFolder(), { precision, ...options }),
  ))
    it(`${precision}: ${name}`, run)
}

it('holds what was stored before, for every process', async () => {
  const folder = await temporaryFolder()
  const first = diskCache(folder)
  await using second = diskCache(folder)
  await first.set([entryOf(1)])
  expect(isRight(1, (await second.get(['key 1']))[0]!)).toBe(true)
  await second.set([entryOf(2)])
  expect((await first.get(['key 2']))[0]).toBeDefined()
  await first.close()
  await first.close()
  await expect(first.get(['key 1'])).rejects.toMatchObject({ code: 'argument' })
  await using later = diskCache(folder)
  expect((await later.get(['key 1', 'key 2'])).every(state => state !== undefined)).toBe(true)
})

it('does not find states of another precision, and replaces them', async () => {
  const folder = await temporaryFolder()
  await using exact = diskCache(folder)
  await exact.set([entryOf(1)])
  await using small = diskCache(folder, { precision: 'int8' })
  expect((await small.get(['key 1']))[0]).toBeUndefined()
  expect((await small.statistics()).damaged).toBe(0)
  await small.set([entryOf(1)])
  expect((await small.get(['key 1']))[0]).toBeDefined()
  expect((await exact.get(['key 1']))[0]).toBeUndefined()
})

it('gives the state or none, never another one, for any flipped bytes', async () => {
  const folder = await temporaryFolder()
  const random = seededRandom(1)
  const path = join(folder, 'states.sqlite')
  let found = 0
  for (let round = 0; round < 12; round++) {
    const writer = diskCache(folder)
    await writer.set(Array.from({ length: 40 }, (_, i) => entryOf(i, 1 + (i % 9))))
    await writer.close()
    const { size } = await stat(path)
    const file = await open(path, 'r+')
    for (let flip = 0; flip < 8; flip++)
      await file.write(Uint8Array.of(Math.floor(random() * 256)), 0, 1, Math.floor(random() * size))
    await file.close()
    await using reader = diskCache(folder)
    const states = await reader.get(Array.from({ length: 40 }, (_, i) => `key ${i}`))
    states.forEach((state, i) => expect(isRight(i, state)).toBe(true))
    found += states.filter(state => state !== undefined).length
  }
  expect(found).toBeGreaterThan(0)
})

it.each<[string, (path: string) => Promise<void>]>([
  [
    'is no database',
    path => writeFile(path, 'This is no database, and longer than the header of one would be.'.repeat(40)),
  ],
  ['was cut', path => truncate(path, 20_000)],
  ['is empty', path => truncate(path, 0)],
])('begins a new file where the old one %s', async (_name, damage) => {
  const folder = await temporaryFolder()
  const before = diskCache(folder)
  await before.set(Array.from({ length: 40 }, (_, i) => entryOf(i, 20)))
  await before.close()
  await damage(join(folder, 'states.sqlite'))
  await using cache = diskCache(folder)
  expect((await cache.get(['key 0', 'key 39'])).every((state, i) => isRight([0, 39][i]!, state))).toBe(true)
  await cache.set([entryOf(5)])
  expect(isRight(5, (await cache.get(['key 5']))[0]!)).toBe(true)
  expect((await readdir(folder)).length).toBeGreaterThan(0)
})

it('says what is wrong with a folder', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(diskCache(join(folder, 'file')).get(['a'])).rejects.toMatchObject({ code: 'data' })
  expect(() => diskCache(folder, { maxBytes: -1 })).toThrow(expect.objectContaining({ code: 'argument' }))
})
