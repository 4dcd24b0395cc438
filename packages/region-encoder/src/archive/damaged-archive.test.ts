import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { temporaryFolder } from '../testing/tiny-regions.ts'
import { openArchiveStore } from './archive-store.ts'

const model = { model: 'a model', dimensions: 40, appearanceDimensions: 20 }

it('gives what was stored or a typed error, whatever byte is another one and wherever the file ends', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a.regions')
  const random = seededRandom(6)
  const vector = (length: number) => Float32Array.from({ length }, () => random())
  const store = await openArchiveStore(path, model)
  for (let i = 0; i < 12; i++)
    store.set({
      ...{ key: `picture ${i}.jpg`, stamp: `${i}`, width: 640, height: 480, fields: { year: 2000 + i } },
      regions: Array.from({ length: 5 }, () => ({
        ...{ box: [1, 2, 3, 4] as const, objectness: random(), stride: 8 },
        ...{ vector: vector(40), appearance: vector(20) },
      })),
    })
  const expected = [...store.pictures()]
  store.close()
  const whole = await readFile(path)
  let refused = 0
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(whole)
    const place = Math.floor(random() * (round % 3 === 0 ? 4096 : bytes.length))
    bytes[place] = bytes[place]! ^ (1 << Math.floor(8 * random()))
    await writeFile(path, round % 10 === 0 ? bytes.subarray(0, place) : bytes)
    try {
      const damaged = await openArchiveStore(path, model)
      try {
        const found = [...damaged.pictures()]
        // An empty file is a new archive.
        if (found.length > 0 || place > 0) expect(found).toEqual(expected)
      } finally {
        damaged.close()
      }
    } catch (error) {
      if (!TowerkitError.is(error)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(100)
})
