import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, loadExactIndex, loadQuantizedIndex, quantizedIndex } from '@towerkit/indices'
import { loadUsearchIndex, usearchIndex } from '@towerkit/indices/usearch'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Named {
  readonly dimensions: number
  readonly model: string
}

const kinds = [
  ['exact', exactIndex, loadExactIndex],
  [
    'quantized',
    (options: Named) => quantizedIndex({ ...options, storage: 'int8', rescoring: false }),
    loadQuantizedIndex,
  ],
  ['usearch', (options: Named) => usearchIndex({ ...options, threads: 1 }), loadUsearchIndex],
] as const

/** A damaged file of usearch's own ends the process: a load that trusted it would end this test, too. */
describe.each(kinds)('%s', (kind, create, load) => {
  it('refuses 300 damaged files, each with a typed error', async () => {
    const random = seededRandom(3)
    const whole = (limit: number) => Math.floor(random() * limit)
    const path = join(folder, kind)
    await using index = create({ dimensions: 12, model: 'encoder 1' })
    const keys = Array.from({ length: 100 }, (_, i) => `key ${i}`)
    await index.add(keys, randomVectors({ count: 100, dimensions: 12, seed: 2 }), {
      metadata: keys.map((_, i) => ({ i })),
    })
    await index.save(path)
    const bytes = await readFile(path)
    const damages: readonly ((copy: Buffer) => Buffer)[] = [
      copy => {
        copy[whole(copy.length)]! ^= 1 << whole(8)
        return copy
      },
      copy => {
        copy[whole(300)]! ^= 1 << whole(8)
        return copy
      },
      copy => {
        copy[copy.length - 1 - whole(copy.length / 2)]! ^= 1 << whole(8)
        return copy
      },
      copy => {
        copy.writeUInt32LE(whole(2 ** 32), whole(40))
        return copy
      },
      copy => copy.subarray(0, whole(copy.length)),
      copy => Buffer.concat([copy, Buffer.alloc(1 + whole(100), whole(256))]),
      copy => {
        const start = whole(copy.length - 64)
        return copy.fill(0xa5, start, start + 1 + whole(64))
      },
      copy => {
        const start = whole(copy.length - 100)
        copy.copyWithin(start, start + 1 + whole(50))
        return copy
      },
      copy => {
        const start = whole(copy.length - 1)
        return Buffer.concat([copy.subarray(0, start), copy.subarray(start + 1)])
      },
      copy => copy.map(() => whole(256)) as Buffer,
      copy => Buffer.from(copy.toString('latin1').replace('encoder 1', 'encoder 2'), 'latin1'),
    ]
    for (let i = 0; i < 300; i++) {
      const damaged = damages[i % damages.length]!(Buffer.from(bytes))
      if (damaged.equals(bytes)) continue
      await writeFile(path, damaged)
      await expect(load(path, { model: 'encoder 1' }), `damage ${i}`).rejects.toMatchObject({ code: 'data' })
    }
  })
})
