import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { row, type Vectors } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import { createSession } from '@towerkit/runtime'
import { omniEncoder, type OmniItem, type SkippedItem } from '@towerkit/omni-encoder'
import { itemReader } from './item-reader.ts'
import { memoryCache } from '@towerkit/runtime'
import { packItems } from './pack-items.ts'
import { servedNetwork } from './serving-graphs.ts'
import { subsets, tinyNoise, tinyOmni, tinyPicture, wholeItem } from './testing/tiny-omni.ts'

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)))
const rowsApart = (a: Vectors, i: number, b: Vectors, j: number) => farthest(row(a, i), row(b, j))

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-omni-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('as every encoder', () => {
  for (const { name, run } of encoderConformance<OmniItem>(tinyOmni, [...subsets, 'blue sky'])) it(name, run)
})

it('encodes every subset of parts differently, in one batch or by itself, in any order', async () => {
  await using encoder = await tinyOmni()
  const together = await encoder.encode(subsets)
  const reversed = await encoder.encode(subsets.toReversed())
  for (const [i, item] of subsets.entries()) {
    expect(rowsApart(together, i, await encoder.encode([item]), 0)).toBeLessThan(1e-5)
    expect(rowsApart(together, i, reversed, 14 - i)).toBeLessThan(1e-5)
    expect(Math.hypot(...row(together, i))).toBeCloseTo(1, 5)
    for (let j = 0; j < i; j++) expect(rowsApart(together, i, together, j)).toBeGreaterThan(1e-3)
  }
})

it('gives the widths cut from one vector and scaled to unit length', async () => {
  await using encoder = await tinyOmni()
  const whole = row(await encoder.encode([wholeItem]), 0)
  for (const width of encoder.widths) {
    const { data } = await encoder.encode([wholeItem], { dimensions: width })
    const length = Math.hypot(...whole.subarray(0, width))
    expect(
      farthest(
        data,
        whole.subarray(0, width).map(value => value / length),
      ),
    ).toBeLessThan(1e-6)
  }
})

it('is saved and opened again, and its graphs run in another session', async () => {
  const folder = await temporaryFolder()
  await using encoder = await tinyOmni({ prompts: { default: { query: 'search for' } } })
  await encoder.save(folder)
  await using opened = await omniEncoder(folder, { session: { threads: 1 } })
  expect(opened.parts.network.choices).toEqual(encoder.parts.network.choices)
  const expected = await encoder.encodeQueries(subsets)
  expect(farthest((await opened.encodeQueries(subsets)).data, expected.data)).toBeLessThan(1e-6)
  await using session = await createSession(join(folder, 'onnx', 'omni.onnx'))
  await using reader = disposable(itemReader(servedNetwork(encoder.parts), { cache: memoryCache(), session: {} }))
  const items = await Promise.all(subsets.map(item => reader.read(item, { prompt: 'search for' })))
  const { units: _, ...feeds } = packItems(items, encoder.parts.network)
  const made = await session.run(feeds)
  for (const width of encoder.widths) {
    const { data } = await encoder.encodeQueries(subsets, { dimensions: width })
    expect(farthest(made[`embedding_${width}`]!.data as Float32Array, data)).toBeLessThan(1e-4)
  }
})

it('skips an item with a bad file and keeps the others', async () => {
  const folder = await temporaryFolder()
  const broken = join(folder, 'broken.png')
  await writeFile(broken, 'no picture')
  await using encoder = await tinyOmni()
  const items: OmniItem[] = ['red', { pictures: broken }, { text: 'sky', sound: join(folder, 'none.wav') }, wholeItem]
  const skipped: SkippedItem[] = []
  const vectors = await encoder.encode(items, { onSkipped: each => skipped.push(each) })
  expect(skipped.map(({ index }) => index).sort()).toEqual([1, 2])
  expect(skipped.map(({ error }) => error.message).join()).toMatch(/broken\.png.*none\.wav|none\.wav.*broken\.png/)
  expect([...row(vectors, 1), ...row(vectors, 2)].every(value => value === 0)).toBe(true)
  expect(rowsApart(vectors, 3, await encoder.encode([wholeItem]), 0)).toBeLessThan(1e-5)
  await expect(encoder.encode(items)).rejects.toMatchObject({ code: 'data' })
})

it('makes the tokens of a file once, and the same vector every time', async () => {
  const cache = memoryCache()
  await using encoder = await tinyOmni({ cache })
  const first = await encoder.encode([wholeItem, wholeItem])
  const { entries } = await cache.statistics()
  // Two text fields, three pictures, one sound.
  expect(entries).toBe(6)
  expect((await encoder.encode([wholeItem])).data).toEqual(first.data.slice(0, 16))
  expect((await cache.statistics()).misses).toBe(12)
})

it('refuses what is no item, an unknown option and a width that it lacks', async () => {
  await using encoder = await tinyOmni({ sound: undefined as never })
  const refused = async (items: unknown, options: object = {}) =>
    expect(encoder.encode(items as never, options)).rejects.toMatchObject({ code: 'argument' })
  await refused('text')
  await refused([{}])
  await refused([{ text: '  ' }])
  await refused([{ picture: tinyPicture(1) }])
  await refused([{ sound: tinyNoise(1, 1) }])
  await refused(['a'], { dimensions: 5 })
  await refused(['a'], { width: 4 })
  await refused(['a'], { task: 'none' })
  await expect(tinyOmni({ latent: 3 } as never)).rejects.toMatchObject({ code: 'argument', message: /latents/ })
  await expect(tinyOmni({ widths: [4, 8] })).rejects.toMatchObject({ code: 'argument' })
})

function disposable<Closed extends { close(): Promise<void> }>(closed: Closed): Closed & AsyncDisposable {
  return { ...closed, [Symbol.asyncDispose]: () => closed.close() }
}
