import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encoderConformance } from '@towerkit/core/testing'
import {
  asymmetricEncoder,
  openEncoder,
  staticEncoder,
  staticEncoderOf,
  type StaticEncoder,
} from '@towerkit/text-encoder'
import { writeSafetensors } from '@towerkit/runtime'
import { expectClose } from '../testing/expect-close.ts'
import { newFolder } from '../testing/new-folder.ts'
import { texts, tinyStaticEncoder } from '../testing/tiny-encoders.ts'
import { towerVectors } from '../testing/tower-vectors.ts'
import { newAttention } from './static-attention.ts'

/** Expects that the tower, which is trained, gives the raw vectors of the encoder, which is served. */
async function expectServed(encoder: StaticEncoder): Promise<void> {
  for (const some of [texts, ['']])
    expectClose(await towerVectors(encoder.tower('query'), some), await encoder.encode(some, { normalize: false }))
}

const attentive = () => {
  const attention = newAttention(6, { rank: 8, places: 5 }, 3)
  for (const name of ['attention.query.weight', 'attention.position'] as const)
    (attention[name].data as Float32Array).forEach((_, i, data) => {
      data[i] = 2 * Math.sin(7 * i)
    })
  return staticEncoderOf({ ...tinyStaticEncoder().parts, attention })
}
for (const { name, run } of encoderConformance(attentive, texts)) it(name, run)

it('trains as what it serves, also after it was trained', async () => {
  const encoder = attentive()
  await expectServed(encoder)
  const tower = encoder.tower('query')!
  for (const { data } of Object.values(tower.weights))
    (data as Float32Array).forEach((value, i, all) => {
      all[i] = value * 0.9 + 0.1
    })
  tower.updated!()
  await expectServed(encoder)
})

it('reads the order of words, and takes positions beyond the last for the last', async () => {
  const encoder = attentive()
  const one = await encoder.encode(['watch a file'])
  const other = await encoder.encode(['file a watch'])
  expect(one.data.some((value, k) => Math.abs(value - other.data[k]!) > 1e-3)).toBe(true)
  const long = await encoder.encode(['read a file read a watch file'])
  const reordered = await encoder.encode(['read a file read a file watch'])
  expect(encoder.parts.attention!['attention.position'].shape[0]).toBe(5)
  reordered.data.forEach((value, k) => expect(value).toBeCloseTo(long.data[k]!, 5))
})

it('goes through a folder, also as one side of a Router, byte for byte', async () => {
  const folder = await newFolder()
  const encoder = attentive()
  await encoder.save(join(folder, 'alone'))
  await asymmetricEncoder({ queries: encoder, documents: tinyStaticEncoder() }).save(join(folder, 'router'))
  const expected = await encoder.encodeQueries(texts)
  for (const name of ['alone', 'router']) {
    await using opened = await openEncoder(join(folder, name))
    expect((await opened.encodeQueries(texts)).data).toEqual(expected.data)
  }
  // There model2vec would look for a table, and leave the attention out.
  expect(await readdir(join(folder, 'alone'))).not.toContain('model.safetensors')
  const stored = join(folder, 'alone', '1_StaticAttention', 'model.safetensors')
  const whole = await readFile(stored)
  const { attention } = encoder.parts
  const damages = [
    () => writeFile(stored, whole.subarray(0, 100)),
    () =>
      writeSafetensors(stored, {
        ...attention,
        'attention.position': { dtype: 'float32', shape: [5, 3], data: new Float32Array(15) },
      }),
    () =>
      writeSafetensors(stored, {
        ...attention,
        'attention.key.weight': { dtype: 'float32', shape: [6, 6], data: new Float32Array(36) },
      }),
    () => writeSafetensors(stored, {}),
  ]
  for (const damage of damages) {
    await damage()
    await expect(staticEncoder(join(folder, 'alone'))).rejects.toMatchObject({ code: 'data' })
  }
})

it('refuses an attention whose weights do not fit the table, or each other', () => {
  const { parts } = tinyStaticEncoder()
  const weight = (...shape: number[]) =>
    ({ dtype: 'float32', shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }) as const
  const width = parts.table.shape[1]!
  const good = {
    'attention.query.weight': weight(2, width),
    'attention.key.weight': weight(2, width),
    'attention.position': weight(3),
  }
  expect(staticEncoderOf({ ...parts, attention: good }).dimensions).toBe(width)
  for (const bad of [
    { 'attention.query.weight': weight(2, width + 1) },
    { 'attention.key.weight': weight(3, width) },
    { 'attention.position': weight(0) },
    { 'attention.key.weight': undefined },
  ]) {
    expect(() => staticEncoderOf({ ...parts, attention: { ...good, ...bad } as typeof good })).toThrow(
      expect.objectContaining({ code: 'data' }) as Error,
    )
  }
})
