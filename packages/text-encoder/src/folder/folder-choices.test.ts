import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import {
  createTextEncoder,
  openEncoder,
  textEncoder,
  textEncoderOf,
  trainWordPiece,
  type Pooling,
} from '@towerkit/text-encoder'

const texts = ['watch a file', 'Read A FILE', 'read']
const base = createTextEncoder({
  config: {
    model_type: 'bert',
    vocab_size: 80,
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 8,
    max_position_embeddings: 24,
  },
  tokenizer: trainWordPiece(texts, { vocabularySize: 60, minimumFrequency: 1, lowercase: false }),
  normalize: false,
  seed: 3,
}).parts
const session = { threads: 1 }

async function savedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-choices-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using encoder = textEncoderOf(base, { session })
  await encoder.save(folder, { quantized: [8] })
  return folder
}

async function edit(folder: string, file: string, change: object): Promise<void> {
  const json = JSON.parse(await readFile(join(folder, file), 'utf8').catch(() => '{}')) as object
  await writeFile(join(folder, file), JSON.stringify({ ...json, ...change }))
}

it('warns where nothing says how to pool, and not where the caller does', async () => {
  const folder = await savedFolder()
  const warnings: string[] = []
  const onWarning = (message: string) => void warnings.push(message)
  await (await textEncoder(folder, { onWarning, session })).close()
  expect(warnings).toEqual([])
  await rm(join(folder, 'modules.json'))
  await (await textEncoder(folder, { onWarning, session })).close()
  expect(warnings).toEqual([expect.stringContaining('embeddings are their mean, not normalised, of at most 24 tokens')])
  const choices = { pooling: 'cls', normalize: true, maxLength: 5, prompts: { query: 'read ' } } as const
  await using chosen = await textEncoder(folder, { ...choices, onWarning, session })
  expect(warnings).toHaveLength(1)
  await using expected = textEncoderOf(
    {
      ...base,
      network: { ...base.network, pooling: ['cls'] },
      normalize: true,
      maxLength: 5,
      prompts: { query: 'read ', document: '' },
    },
    { session },
  )
  const long = [...texts, 'watch a file read a file watch a file']
  expect((await chosen.encodeQueries(long)).data).toEqual((await expected.encodeQueries(long)).data)
})

it('lets the caller say otherwise than modules.json, and refuses what it cannot do', async () => {
  const folder = await savedFolder()
  await using encoder = await openEncoder(folder, { pooling: ['cls', 'max'], normalize: true, session })
  expect(encoder.dimensions).toBe(16)
  for (const wrong of [
    { pooling: 'first' },
    { pooling: [] },
    { maxLength: 0 },
    { prompts: { query: 1 } },
    { pool: 'cls' },
  ])
    await expect(textEncoder(folder, wrong as { pooling?: Pooling })).rejects.toMatchObject({ code: 'argument' })
  for (const wrong of [undefined, null, 5, '', {}])
    await expect(textEncoder(wrong as string)).rejects.toMatchObject({ code: 'argument' })
})

it.each(['config.json', 'tokenizer_config.json'])('refuses code of its own in %s unless it is ignored', async file => {
  const folder = await savedFolder()
  await edit(folder, file, { auto_map: { AutoModel: 'modeling_own.OwnModel' } })
  await expect(textEncoder(folder)).rejects.toMatchObject({ code: 'unsupported', details: { file } })
  await using encoder = await textEncoder(folder, { ignoreCode: true, session })
  expect((await encoder.encode(texts)).count).toBe(3)
})

it('puts texts into lower case where the model wants it, and keeps that when it is saved', async () => {
  const folder = await savedFolder()
  await edit(folder, 'sentence_bert_config.json', { do_lower_case: true })
  await using lower = await textEncoder(folder, { session })
  await using cased = textEncoderOf(base, { session })
  const expected = (await cased.encode(texts.map(text => text.toLowerCase()))).data
  expect((await lower.encode(texts)).data).toEqual(expected)
  expect((await cased.encode(texts)).data).not.toEqual(expected)
  await lower.save(join(folder, 'again'))
  await using again = await textEncoder(join(folder, 'again'), { session })
  expect((await again.encode(texts)).data).toEqual(expected)
})

it('serves ONNX files by name, in the root and quantised, and says what it cannot', async () => {
  const folder = await savedFolder()
  await cp(join(folder, 'onnx', 'model.onnx'), join(folder, 'other.onnx'))
  await using whole = textEncoderOf(base, { session })
  const expected = await whole.encode(texts)
  for (const [file, distance] of [
    ['onnx/model.onnx', 1e-5],
    ['other.onnx', 1e-5],
    ['onnx/model_quantized.onnx', 0.2],
  ] as const) {
    await using encoder = await textEncoder(folder, { file, session })
    const { data, dimensions } = await encoder.encode(texts)
    expect(dimensions).toBe(8)
    data.forEach((value, i) => expect(Math.abs(value - expected.data[i]!)).toBeLessThan(distance))
  }
  // Any architecture: config.json is not needed.
  await edit(folder, 'config.json', { model_type: 'something-new' })
  await using unknown = await textEncoder(folder, { file: 'other.onnx', pooling: 'cls', normalize: true, session })
  await using first = textEncoderOf({ ...base, network: { ...base.network, pooling: ['cls'] } }, { session })
  const cls = await first.encode(texts, { normalize: true })
  ;(await unknown.encode(texts)).data.forEach((value, i) => expect(value).toBeCloseTo(cls.data[i]!, 5))
  await expect(textEncoder(folder, { file: 'absent.onnx' })).rejects.toMatchObject({ code: 'data' })
  await expect(textEncoder(folder, { file: 'other.onnx', bits: 8 } as never)).rejects.toMatchObject({
    code: 'argument',
  })
})
