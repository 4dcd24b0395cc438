import { expect, it } from 'vitest'
import { createParameters, Graph, writeOnnx } from '@towerkit/graph'
import { createSession, tensor } from '@towerkit/runtime'
import { fieldTexts } from './field-texts.ts'
import { keptTokens } from './kept-tokens.ts'
import { settledChoices } from './omni-choices.ts'
import { tinyOmni, wholeItem } from './testing/tiny-omni.ts'

it('cleans, de-duplicates and lays out text fields', () => {
  expect(
    fieldTexts([
      ['zoo', ['  last ']],
      ['tags', ['Red', 'red', 'new\n\tline', '']],
      ['title', ['RED']],
      ['ocr', ['new line', '\u0000']],
      ['brand', ['a']],
    ]),
  ).toEqual([
    { name: 'title', text: 'RED' },
    { name: 'ocr', text: 'ocr: new line' },
    { name: 'brand', text: 'brand: a' },
    { name: 'zoo', text: 'zoo: last' },
  ])
})

it('puts the prompt of task and side before the text, or one for all', async () => {
  const prompts = { default: { query: 'search for' }, tags: { query: 'title', document: 'a picture' } }
  await using encoder = await tinyOmni({ prompts })
  await using unified = await tinyOmni({ prompts, unifiedPrompt: 'a picture' })
  await using plain = await tinyOmni()
  const item = [wholeItem]
  const same = (a: { data: Float32Array }, b: { data: Float32Array }) =>
    a.data.every((value, i) => Math.abs(value - b.data[i]!) < 1e-5)
  const none = await plain.encode(item)
  expect(same(await encoder.encode(item), none)).toBe(true)
  expect(same(await encoder.encodeDocuments(item), none)).toBe(true)
  expect(same(await encoder.encodeQueries(item), none)).toBe(false)
  expect(same(await encoder.encodeQueries(item, { task: 'tags' }), await encoder.encodeQueries(item))).toBe(false)
  expect(same(await encoder.encodeDocuments(item, { task: 'tags' }), await unified.encodeQueries(item))).toBe(true)
  await using unpooled = await tinyOmni({ prompts, pooledPrompt: false })
  expect(same(await unpooled.encode(item), none)).toBe(true)
  expect(same(await unpooled.encodeQueries(item), await encoder.encodeQueries(item))).toBe(false)
})

it('leaves out fields and parts as often as it should, and never everything', async () => {
  const graph = new Graph()
  createParameters(graph)
  const inputs = {
    present: graph.input('present', 'int64', ['batch', 'sequence']),
    units: graph.input('units', 'int64', ['batch', 'sequence']),
  }
  const choices = settledChoices({ fieldDrop: 0.3, partDrop: 0.2 }, { width: 8, blocks: 1, longest: 9 })
  graph.output('kept', keptTokens(inputs, { choices, seed: graph.input('seed', 'int64', []) }))
  await using session = await createSession(writeOnnx(graph))
  // A prompt, a sound, two latents, two fields, padding; and one field by itself.
  const rows = [
    [0, 1, 2, 2, 3, 4, 0],
    [3, 3, 0, 0, 0, 0, 0],
  ]
  const present = [
    [1, 1, 1, 1, 1, 1, 0],
    [1, 1, 0, 0, 0, 0, 0],
  ]
  const batch = 500
  const repeated = (all: readonly (readonly number[])[]) =>
    tensor('int64', [2 * batch, 7], Array.from({ length: batch }, () => all.flat()).flat())
  const drawn = async (seed: number) => {
    const { kept } = await session.run({
      present: repeated(present),
      units: repeated(rows),
      seed: tensor('int64', [], [seed]),
    })
    return Array.from(kept!.data as BigInt64Array, Number)
  }
  const kept = await drawn(1)
  expect(kept).toEqual(await drawn(1))
  expect(kept).not.toEqual(await drawn(2))
  const share = (column: number) => {
    let sum = 0
    for (let i = 0; i < batch; i++) sum += kept[14 * i + column]! / batch
    return sum
  }
  expect(share(0)).toBeCloseTo(1, 9)
  expect(share(1)).toBeGreaterThan(0.74)
  expect(share(1)).toBeLessThan(0.87)
  expect(share(4)).toBeGreaterThan(0.48)
  expect(share(4)).toBeLessThan(0.66)
  expect(share(6)).toBe(0)
  for (let i = 0; i < batch; i++) {
    expect(kept.slice(14 * i + 7, 14 * i + 14)).toEqual([1, 1, 0, 0, 0, 0, 0])
    expect(kept[14 * i + 2]).toBe(kept[14 * i + 3])
    expect(kept.slice(14 * i + 1, 14 * i + 7).some(Boolean)).toBe(true)
  }
})
