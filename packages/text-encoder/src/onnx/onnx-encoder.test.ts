import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cast, createParameters, Graph, meanPooling, read, writeOnnx, type Dtype } from '@towerkit/graph'
import { withWeightsOutside } from '@towerkit/graph/testing'
import { createTextEncoder, textEncoder, textEncoderOf, trainWordPiece } from '@towerkit/text-encoder'

const texts = ['watch a file', 'read a file', 'read']
const base = createTextEncoder({
  config: {
    model_type: 'bert',
    vocab_size: 60,
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 8,
    max_position_embeddings: 24,
  },
  tokenizer: trainWordPiece(texts, { vocabularySize: 60, minimumFrequency: 1 }),
  normalize: false,
  seed: 3,
}).parts
const session = { threads: 1 }

async function savedFolder(parts = base): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-onnx-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using encoder = textEncoderOf(parts, { session })
  await encoder.save(folder)
  return folder
}

/** The saved model, whose output is of another type, or one vector of each text. */
async function exported(folder: string, output: string, dtype: Dtype): Promise<Uint8Array> {
  const { build, inputs, weights } = read(await readFile(join(folder, 'onnx', 'model.onnx')))
  const graph = new Graph()
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => [name, graph.input(name, 'int64', shape)]),
  )
  const { last_hidden_state: states } = build(createParameters(graph), given)
  const isSentence = output === 'sentence_embedding'
  graph.output(output, cast(isSentence ? meanPooling(states!, given['attention_mask']!) : states!, dtype))
  return writeOnnx(graph, { weights })
}

it.each([
  ['last_hidden_state', 'float32', undefined],
  ['last_hidden_state', 'float16', undefined],
  ['sentence_embedding', 'float32', undefined],
  ['sentence_embedding', 'float16', undefined],
  ['last_hidden_state', 'float32', 'model.onnx_data'],
  ['sentence_embedding', 'float16', 'encoder.data'],
] as const)('serves %s in %s, weights outside: %s', async (output, dtype, outside) => {
  const folder = await savedFolder()
  const bytes = await exported(folder, output, dtype)
  const { model, data } = outside === undefined ? { model: bytes, data: undefined } : withWeightsOutside(bytes, outside)
  const file = 'onnx/own.onnx'
  await writeFile(join(folder, file), model)
  if (data) {
    await expect(textEncoder(folder, { file, session })).rejects.toThrow()
    await writeFile(join(folder, 'onnx', outside!), data)
  }
  await using whole = textEncoderOf(base, { session })
  const expected = await whole.encode(texts)
  await using encoder = await textEncoder(folder, { file, session })
  const { data: found } = await encoder.encode(texts)
  expect(found).toHaveLength(expected.data.length)
  const distance = dtype === 'float16' ? 2e-3 : 1e-5
  found.forEach((value, i) => expect(Math.abs(value - expected.data[i]!)).toBeLessThan(distance))
})

it('refuses states of the last layer of a model that averages its layers, takes its sentence vectors', async () => {
  const layers = { dtype: 'float32' as const, shape: [3], data: Float32Array.of(1, 2, 3) }
  const averaged = {
    ...base,
    network: {
      ...base.network,
      averagedFrom: 0,
      config: { ...base.network.config, output_hidden_states: true },
    },
    weights: { ...base.weights, layer_weights: layers },
  }
  const folder = await savedFolder(averaged)
  await expect(textEncoder(folder, { file: 'onnx/model.onnx', session })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('WeightedLayerPooling') as string,
  })
  await writeFile(join(folder, 'pooled.onnx'), await exported(folder, 'sentence_embedding', 'float32'))
  await using pooled = await textEncoder(folder, { file: 'pooled.onnx', session })
  expect((await pooled.encode(texts)).dimensions).toBe(8)
})

it('refuses states where modules.json has a module that is not known', async () => {
  const folder = await savedFolder()
  const modules = JSON.parse(await readFile(join(folder, 'modules.json'), 'utf8')) as object[]
  const kind = { idx: 1, name: '1', path: '1_LSTM', type: 'sentence_transformers.models.LSTM' }
  await writeFile(join(folder, 'modules.json'), JSON.stringify([modules[0], kind, ...modules.slice(1)]))
  await expect(textEncoder(folder, { file: 'onnx/model.onnx', session })).rejects.toMatchObject({ code: 'unsupported' })
})
