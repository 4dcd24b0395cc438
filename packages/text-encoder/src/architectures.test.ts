import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createParameters, embeddingAfter, Graph, read, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { createTextEncoder, textEncoder } from '@towerkit/text-encoder'
import { servingGraph } from './serving-graph.ts'
import { expectClose } from './testing/expect-close.ts'
import { newFolder } from './testing/new-folder.ts'
import { session, texts, tinyConfigs, tinyTextEncoder, tokenizer } from './testing/tiny-encoders.ts'
import { towerVectors } from './testing/tower-vectors.ts'

it.each(Object.keys(tinyConfigs))(
  '%s: saved and opened again it gives the same vectors, and its ONNX model the same states',
  async type => {
    const folder = await newFolder()
    await using encoder = createTextEncoder({
      config: { ...tinyConfigs[type], of_the_future: [1] },
      tokenizer,
      session,
    })
    const before = await encoder.encode(texts)
    await encoder.save(folder)
    await using opened = await textEncoder(folder, { session })
    expect((await opened.encode(texts)).data).toEqual(before.data)
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      ...tinyConfigs[type],
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

it.each(Object.keys(tinyConfigs))(
  '%s: batches without padding give the same embeddings in the graph made for them',
  async type => {
    const { parts, tower } = createTextEncoder({ config: tinyConfigs[type]!, tokenizer, session })
    const feeds = tower('query')!.collate(['read a file', 'file a read'])
    const embeddings = async (even: boolean) => {
      const graph = servingGraph(parts, { normalize: true, even })
      await using run = await createSession(writeOnnx(graph, { weights: parts.weights }), { threads: 1 })
      const outputs = await run.run(Object.fromEntries(run.inputs.map(({ name }) => [name, feeds[name]!])) as never)
      return outputs['embeddings']!.data as Float32Array
    }
    const masked = await embeddings(false)
    const even = await embeddings(true)
    masked.forEach((value, i) => expect(even[i]).toBeCloseTo(value, 5))
  },
)

it('trains with any architecture: the tower of tokens is the encoder', async () => {
  for (const type of ['xlm-roberta', 'mpnet', 'qwen2']) {
    await using encoder = tinyTextEncoder({ config: tinyConfigs[type]!, normalize: false })
    expectClose(await towerVectors(encoder.tower('query'), texts), await encoder.encode(texts))
  }
})

it('builds only the first layers for the output after them', () => {
  const { outputs, build, inputs } = createTextEncoder({ config: tinyConfigs['modernbert']!, tokenizer }).tower('query')
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
