import { describe, expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import { textEncoder, type CreateTextEncoderOptions } from '@towerkit/text-encoder'
import { newFolder } from './testing/new-folder.ts'
import { session, texts, tinyTextEncoder } from './testing/tiny-encoders.ts'

describe('conformance', () => {
  for (const { name, run } of encoderConformance(() => tinyTextEncoder(), texts)) it(name, run)
})

it('gives unit vectors, or raw ones when asked', async () => {
  await using encoder = tinyTextEncoder()
  const unit = await encoder.encode(texts)
  const raw = await encoder.encode(texts, { normalize: false })
  for (const i of texts.keys()) {
    const length = Math.hypot(...row(raw, i))
    expect(Math.hypot(...row(unit, i))).toBeCloseTo(1, 5)
    row(raw, i).forEach((value, d) => expect(value / length).toBeCloseTo(row(unit, i)[d]!, 5))
  }
})

it('cuts embeddings to their first numbers, of unit length', async () => {
  await using encoder = tinyTextEncoder()
  const whole = await encoder.encode(texts)
  const cut = await encoder.encode(texts, { dimensions: 5 })
  const raw = await encoder.encode(texts, { dimensions: 5, normalize: false })
  for (const i of texts.keys()) {
    const part = row(whole, i).slice(0, 5)
    row(cut, i).forEach((value, d) => expect(value).toBeCloseTo(part[d]! / Math.hypot(...part), 5))
    row(raw, i).forEach((value, d) => expect(value / Math.hypot(...row(raw, i))).toBeCloseTo(row(cut, i)[d]!, 5))
  }
  await expect(encoder.encode(texts, { dimensions: 17 })).rejects.toMatchObject({ code: 'argument' })
})

it('puts prompts in front of queries and of documents', async () => {
  await using encoder = tinyTextEncoder({ prompts: { query: 'read ', document: 'parse ' } })
  expect((await encoder.encodeQueries(['a file'])).data).toEqual((await encoder.encode(['read a file'])).data)
  expect((await encoder.encodeDocuments(['a file'])).data).toEqual((await encoder.encode(['parse a file'])).data)
})

it('cuts long texts to maxLength', async () => {
  await using encoder = tinyTextEncoder({ maxLength: 8 })
  expect((await encoder.encode(['read '.repeat(500)])).data).toEqual((await encoder.encode(['read '.repeat(6)])).data)
})

it.each<[string, Partial<CreateTextEncoderOptions>]>([
  ['mean pooling', {}],
  ['the first token and no unit length', { pooling: 'cls', normalize: false }],
  ['a projection and prompts', { dimensions: 6, prompts: { query: 'read ', document: '' } }],
])('a saved folder gives the same vectors: %s', async (_name, options) => {
  const folder = await newFolder()
  await using before = tinyTextEncoder(options)
  await before.save(folder)
  await using after = await textEncoder(folder, { session })
  expect(after.dimensions).toBe(before.dimensions)
  expect((await after.encodeQueries(texts)).data).toEqual((await before.encodeQueries(texts)).data)
})

it('encodes with the new weights after they were changed', async () => {
  await using encoder = tinyTextEncoder()
  const before = await encoder.encode(['watch a file'])
  const tower = encoder.tower('query')!
  ;(tower.weights['encoder.layer.0.output.dense.weight']!.data as Float32Array).fill(0.1)
  tower.updated?.()
  expect((await encoder.encode(['watch a file'])).data).not.toEqual(before.data)
})
