import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { row, type Vectors } from '@towerkit/core'
import { textArchitectures } from '@towerkit/backbones'
import { createParameters, embeddingAfter, Graph, initialize, read, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import {
  createTextEncoder,
  textEncoder,
  textEncoderOf,
  trainWordPiece,
  type TextEncoderParts,
} from '@towerkit/text-encoder'
import { servingGraph } from './serving-graph.ts'
import { networkParameters } from './text-network.ts'

const texts = [
  'watch a file',
  'read',
  'parse a uniform resource locator into its parts',
  '',
  'close the socket and the file',
]
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const session = { threads: 1 }
const sizes = {
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 32,
  pad_token_id: 0,
}
const configs: Readonly<Record<string, object>> = {
  ...Object.fromEntries(Object.keys(textArchitectures).map(model_type => [model_type, { model_type, ...sizes }])),
  distilbert: {
    model_type: 'distilbert',
    vocab_size: 100,
    dim: 16,
    n_layers: 2,
    n_heads: 2,
    hidden_dim: 24,
    max_position_embeddings: 32,
    pad_token_id: 0,
  },
  qwen3: { model_type: 'qwen3', ...sizes, head_dim: 8 },
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-encoder-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function expectClose(a: Vectors, b: Vectors): void {
  expect([a.count, a.dimensions]).toEqual([b.count, b.dimensions])
  a.data.forEach((value, i) => expect(value).toBeCloseTo(b.data[i]!, 5))
}

/** The parts of a new encoder with changes to its network, and weights for it. */
function changed(
  parts: TextEncoderParts,
  network: Partial<TextEncoderParts['network']>,
  rest: Partial<TextEncoderParts> = {},
): TextEncoderParts {
  const whole = { ...parts.network, ...network }
  return { ...parts, ...rest, network: whole, weights: initialize(networkParameters(whole), { seed: 1 }) }
}

const base = createTextEncoder({ config: configs['bert']!, tokenizer, seed: 1 }).parts

it.each(Object.keys(configs))(
  '%s: saved and opened again it gives the same vectors, and its ONNX model the same states',
  async type => {
    const folder = await newFolder()
    await using encoder = createTextEncoder({ config: { ...configs[type], of_the_future: [1] }, tokenizer, session })
    const before = await encoder.encode(texts)
    await encoder.save(folder)
    await using opened = await textEncoder(folder, { session })
    expect((await opened.encode(texts)).data).toEqual(before.data)
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      ...configs[type],
      of_the_future: [1],
      dtype: 'float32',
    })

    await using onnx = await createSession(join(folder, 'onnx', 'model.onnx'), { threads: 1 })
    const tokenTypes = type !== 'mpnet' && /bert/.test(type) && !['distilbert', 'modernbert'].includes(type)
    expect(onnx.inputs.map(({ name }) => name)).toEqual([
      'input_ids',
      'attention_mask',
      ...(tokenTypes || type.includes('roberta') ? ['token_type_ids'] : []),
    ])
    expect(onnx.outputs.map(({ name }) => name)).toEqual(['last_hidden_state'])

    // Quantisers of others look for stored matrices right at a product; and the file is a checkpoint by itself.
    const { graph, weights } = read(await readFile(join(folder, 'onnx', 'model.onnx')))
    expect(
      graph.nodes.filter(
        ({ op, inputs }) =>
          op.type === 'Transpose' && Object.values(inputs).some(({ name }) => Object.hasOwn(weights, name)),
      ),
    ).toEqual([])
    await rm(join(folder, 'model.safetensors'))
    await using fromOnnx = await textEncoder(folder, { session })
    expect((await fromOnnx.encode(texts)).data).toEqual(before.data)
  },
)

it.each(Object.keys(configs))(
  '%s: batches without padding give the same embeddings in the graph made for them',
  async type => {
    const { parts, tower } = createTextEncoder({ config: configs[type]!, tokenizer, session })
    const feeds = tower('query')!.collate(['read a file', 'file a read'])
    const embeddings = async (even: boolean) => {
      const graph = servingGraph(parts, { normalize: true, even })
      await using run = await createSession(writeOnnx(graph, { weights: parts.weights }), { threads: 1 })
      const known = new Set(run.inputs.map(({ name }) => name))
      return (await run.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => known.has(name))) as never))[
        'embeddings'
      ]!.data as Float32Array
    }
    const masked = await embeddings(false)
    const even = await embeddings(true)
    masked.forEach((value, i) => expect(even[i]).toBeCloseTo(value, 5))
  },
)

it('trains with any architecture: the tower of tokens is the encoder', async () => {
  for (const type of ['xlm-roberta', 'mpnet', 'qwen2']) {
    await using encoder = createTextEncoder({ config: configs[type]!, tokenizer, session, normalize: false })
    const tower = encoder.tower('query')!
    const graph = new Graph()
    const inputs = Object.fromEntries(
      Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    graph.output('y', tower.build(createParameters(graph), inputs, { outputs: ['embedding'] })['embedding']!)
    await using run = await createSession(writeOnnx(graph, { weights: tower.weights }), { threads: 1 })
    const { y } = await run.run(tower.collate(texts) as never)
    expectClose(
      { data: y!.data as Float32Array, count: texts.length, dimensions: encoder.dimensions },
      await encoder.encode(texts),
    )
  }
})

it('builds only the first layers for the output after them', () => {
  const { outputs, build, inputs } = createTextEncoder({ config: configs['modernbert']!, tokenizer }).tower('query')
  const names = (output = 'embedding') => {
    const parameters = createParameters(new Graph())
    build(
      parameters,
      Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, shape }]) => [name, parameters.graph.input(name, dtype, shape)]),
      ),
      { outputs: [output] },
    )
    return parameters.list().map(({ name }) => name)
  }
  expect(Object.keys(outputs)).toEqual(['embedding', embeddingAfter(1), embeddingAfter(2)])
  expect(names(embeddingAfter(1))).toEqual(names().filter(name => !name.startsWith('layers.1.')))
  expect(names(embeddingAfter(1)).length).toBeLessThan(names().length)
})

it('saves several dense layers with activations, with and without bias, and several poolings', async () => {
  const dense = [
    { dimensions: 10, bias: true, activation: 'Tanh' as const },
    { dimensions: 10, bias: false, activation: 'GELU' as const, residual: true },
    { dimensions: 6, bias: false, activation: 'Identity' as const, residual: true },
  ]
  const parts = changed(base, { pooling: ['cls', 'mean'], dense })
  const folder = await newFolder()
  await using before = textEncoderOf(parts, { session })
  await before.save(folder)
  await using after = await textEncoder(folder, { session })
  expect(after.dimensions).toBe(6)
  expect(after.parts.network).toMatchObject({ pooling: ['cls', 'mean'], dense })
  expect((await after.encode(texts)).data).toEqual((await before.encode(texts)).data)
})

it('leaves the prompt out of the pooling where the folder says so', async () => {
  const prompts = { query: 'read ', other: 'watch ' }
  await using without = textEncoderOf(changed(base, { includePrompt: false }, { prompts, defaultPrompt: 'other' }), {
    session,
  })
  await using whole = textEncoderOf(changed(base, { includePrompt: true }, { prompts, defaultPrompt: 'other' }), {
    session,
  })
  expect((await without.encodeQueries(texts)).data).not.toEqual((await whole.encodeQueries(texts)).data)
  expectClose(await without.encode(texts, { prompt: '' }), await whole.encode(texts, { prompt: '' }))
  expectClose(await whole.encode(['a file']), await whole.encode(['watch a file'], { prompt: '' }))

  const folder = await newFolder()
  await without.save(folder)
  await using opened = await textEncoder(folder, { session })
  expect(opened.parts).toMatchObject({ prompts, defaultPrompt: 'other', network: { includePrompt: false } })
  expect((await opened.encode(texts)).data).toEqual((await without.encode(texts)).data)
})

it('pads on the side that the tokenizer says, without a difference for a decoder', async () => {
  const parts = createTextEncoder({ config: configs['qwen3']!, tokenizer }).parts
  const settings = {
    tokenizerConfig: { padding_side: 'left', pad_token: { content: '[PAD]' } },
    specialTokens: {},
    transformer: {},
    whole: {},
  }
  for (const pooling of ['lasttoken', 'mean', 'weightedmean', 'cls'] as const) {
    const network = { ...parts.network, pooling: [pooling] }
    await using left = textEncoderOf({ ...parts, network, settings }, { session })
    await using right = textEncoderOf({ ...parts, network }, { session })
    expect((left.tower('query')!.collate(texts)['attention_mask']!.data as BigInt64Array)[0]).toBe(0n)
    expectClose(await left.encode(texts), await right.encode(texts))
  }
})

it('cuts embeddings to their first numbers, of unit length', async () => {
  await using encoder = textEncoderOf(base, { session })
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

it('opens a folder without modules.json by mean pooling, and writes one without an ONNX model when asked', async () => {
  const folder = await newFolder()
  await using encoder = textEncoderOf({ ...base, normalize: false }, { session })
  await encoder.save(folder, { onnx: false })
  expect(await readdir(folder)).not.toContain('onnx')
  await rm(join(folder, 'modules.json'))
  await using opened = await textEncoder(folder, { session })
  expectClose(await opened.encode(texts), await encoder.encode(texts))
})

it('finds the longest text in the files of old and new versions', async () => {
  const folder = await newFolder()
  await using encoder = textEncoderOf({ ...base, maxLength: 20 }, { session })
  await encoder.save(folder, { onnx: false })
  const lengthOf = async () => {
    await using opened = await textEncoder(folder, { session })
    return opened.parts.maxLength
  }
  expect(await lengthOf()).toBe(20)
  await rm(join(folder, 'sentence_bert_config.json'))
  await writeFile(join(folder, 'sentence_roberta_config.json'), JSON.stringify({ max_seq_length: 12 }))
  expect(await lengthOf()).toBe(12)
  await rm(join(folder, 'sentence_roberta_config.json'))
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ model_max_length: 1e30 }))
  expect(await lengthOf()).toBe(32)
})

it('takes a folder before the hub, and refuses what is neither', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'pytorch_model.bin'), '')
  await writeFile(join(folder, 'config.json'), JSON.stringify(configs['bert']))
  await expect(textEncoder(folder)).rejects.toMatchObject({ code: 'unsupported' })
  await expect(textEncoder(join(folder, 'missing'))).rejects.toMatchObject({ code: 'data' })
  await expect(
    textEncoder('organisation/absent', { download: { offline: true, cache: folder } }),
  ).rejects.toMatchObject({ code: 'data' })
})
