import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { row } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import {
  createTextEncoder,
  textEncoder,
  trainWordPiece,
  type BertConfig,
  type CreateTextEncoderOptions,
} from '@towerkit/text-encoder'

const texts = [
  'watch a file',
  'read',
  'parse a uniform resource locator into its parts and return them',
  '',
  'héllo 🙂 日本',
]
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 24,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}
const tiny = (options: Partial<CreateTextEncoderOptions> = {}) =>
  createTextEncoder({ config, tokenizer, seed: 1, session: { threads: 1 }, ...options })

async function savedFolder(options: Partial<CreateTextEncoderOptions> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-encoder-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const encoder = tiny(options)
  await encoder.save(folder)
  await encoder.close()
  return folder
}

async function changeJson(path: string, change: Record<string, unknown>): Promise<void> {
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }))
}

describe('conformance', () => {
  for (const { name, run } of encoderConformance(() => tiny(), texts)) it(name, run)
})

it('gives unit vectors, or raw ones when asked', async () => {
  await using encoder = tiny()
  const unit = await encoder.encode(texts)
  const raw = await encoder.encode(texts, { normalize: false })
  for (const i of texts.keys()) {
    const length = Math.hypot(...row(raw, i))
    expect(Math.hypot(...row(unit, i))).toBeCloseTo(1, 5)
    row(raw, i).forEach((value, d) => expect(value / length).toBeCloseTo(row(unit, i)[d]!, 5))
  }
})

it('puts prompts in front of queries and of documents', async () => {
  await using encoder = tiny({ prompts: { query: 'read ', document: 'parse ' } })
  expect((await encoder.encodeQueries(['a file'])).data).toEqual((await encoder.encode(['read a file'])).data)
  expect((await encoder.encodeDocuments(['a file'])).data).toEqual((await encoder.encode(['parse a file'])).data)
})

it('cuts long texts to maxLength', async () => {
  await using encoder = tiny({ maxLength: 8 })
  expect((await encoder.encode(['read '.repeat(500)])).data).toEqual((await encoder.encode(['read '.repeat(6)])).data)
})

it.each<[string, Partial<CreateTextEncoderOptions>]>([
  ['mean pooling', {}],
  ['the first token and no unit length', { pooling: 'cls', normalize: false }],
  ['a projection and prompts', { dimensions: 6, prompts: { query: 'read ', document: '' } }],
])('a saved folder gives the same vectors: %s', async (_name, options) => {
  const folder = await savedFolder(options)
  await using before = tiny(options)
  await using after = await textEncoder(folder, { session: { threads: 1 } })
  expect(after.dimensions).toBe(before.dimensions)
  expect((await after.encodeQueries(texts)).data).toEqual((await before.encodeQueries(texts)).data)
})

it('encodes with the new weights after they were changed', async () => {
  await using encoder = tiny()
  const before = await encoder.encode(['watch a file'])
  const tower = encoder.tower('query')!
  ;(tower.weights['encoder.layer.0.output.dense.weight']!.data as Float32Array).fill(0.1)
  tower.updated?.()
  expect((await encoder.encode(['watch a file'])).data).not.toEqual(before.data)
})

describe('many texts', () => {
  const words = ['watch', 'a', 'file', 'read', 'parse', 'return', 'parts']
  const many = Array.from({ length: 700 }, (_, i) =>
    Array.from({ length: 1 + ((i * 7) % 11) }, (_, at) => words[(i + at * at) % words.length]).join(' '),
  )

  it('get the vectors that they get alone, whatever the batches, also as a stream', async () => {
    await using encoder = tiny()
    const together = await encoder.encode(many)
    const streamed: number[] = []
    const sizes: number[] = []
    for await (const { data, count } of encoder.encodeStream(
      (async function* () {
        yield* many
      })(),
    )) {
      streamed.push(...data)
      sizes.push(count)
    }
    expect(sizes).toEqual([256, 444])
    expect(Float32Array.from(streamed)).toEqual(together.data)
    for (const i of [0, 1, 255, 256, 699]) {
      const alone = await encoder.encode([many[i]!])
      row(together, i).forEach((value, d) => expect(value).toBeCloseTo(alone.data[d]!, 5))
    }
  })

  it('are read no further than what is under way and what comes next', async () => {
    await using encoder = tiny()
    let read = 0
    const source = (function* () {
      for (;;) {
        read++
        yield 'watch a file'
      }
    })()
    for await (const { count } of encoder.encodeStream(source)) {
      expect(count).toBe(256)
      break
    }
    expect(read).toBeLessThanOrEqual(256 + 512 + 1)
  })

  it('stop while a slow source keeps them waiting', async () => {
    await using encoder = tiny()
    const controller = new AbortController()
    const source = (async function* () {
      yield* many.slice(0, 256)
      controller.abort()
      await new Promise(() => undefined)
    })()
    await expect(encoder.encode(source, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('pass on what goes wrong in their source', async () => {
    await using encoder = tiny()
    const source = (async function* () {
      yield* many.slice(0, 300)
      throw new Error('the source broke')
    })()
    await expect(encoder.encode(source)).rejects.toThrow('the source broke')
  })
})

it.each<[string, (folder: string) => Promise<void>, string]>([
  ['no config.json', folder => rm(join(folder, 'config.json')), 'data'],
  ['a config.json that is not JSON', folder => writeFile(join(folder, 'config.json'), '{'), 'data'],
  ['another architecture', folder => changeJson(join(folder, 'config.json'), { model_type: 'gpt2' }), 'unsupported'],
  [
    'another activation',
    folder => changeJson(join(folder, 'config.json'), { hidden_act: 'quick_gelu' }),
    'unsupported',
  ],
  ['heads that do not divide', folder => changeJson(join(folder, 'config.json'), { num_attention_heads: 3 }), 'data'],
  ['a width that is no number', folder => changeJson(join(folder, 'config.json'), { hidden_size: 'wide' }), 'data'],
  ['weights of another size', folder => changeJson(join(folder, 'config.json'), { intermediate_size: 64 }), 'data'],
  ['layers without weights', folder => changeJson(join(folder, 'config.json'), { num_hidden_layers: 3 }), 'data'],
  [
    'no weights',
    async folder => {
      await rm(join(folder, 'model.safetensors'))
      await rm(join(folder, 'onnx'), { recursive: true })
    },
    'data',
  ],
  [
    'truncated weights',
    async folder =>
      writeFile(
        join(folder, 'model.safetensors'),
        (await readFile(join(folder, 'model.safetensors'))).subarray(0, 500),
      ),
    'data',
  ],
  [
    'an unknown module',
    async folder => writeFile(join(folder, 'modules.json'), JSON.stringify([{ path: '', type: 'a.b.LSTM' }])),
    'unsupported',
  ],
  [
    'a pooling that is not there',
    folder => changeJson(join(folder, '1_Pooling', 'config.json'), { pooling_mode: 'attention' }),
    'unsupported',
  ],
  ['a vocabulary larger than the table', folder => changeJson(join(folder, 'config.json'), { vocab_size: 10 }), 'data'],
])('refuses a folder with %s', async (_name, damage, code) => {
  const folder = await savedFolder()
  const copy = `${folder}-copy`
  await cp(folder, copy, { recursive: true })
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  await damage(copy)
  await expect(textEncoder(copy)).rejects.toMatchObject({ code })
})

it('opens a folder that has its weights in an ONNX model only, with the same vectors', async () => {
  const folder = await savedFolder()
  const copy = `${folder}-onnx`
  await cp(folder, copy, { recursive: true })
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  await rm(join(copy, 'model.safetensors'))
  await using original = await textEncoder(folder)
  await using opened = await textEncoder(copy)
  expect((await opened.encode(['a text', 'another'])).data).toEqual((await original.encode(['a text', 'another'])).data)
})
