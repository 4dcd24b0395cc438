import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { row, type Vectors } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import {
  asymmetricEncoder,
  createStaticEncoder,
  createTextEncoder,
  openEncoder,
  staticEncoder,
  textEncoder,
  trainWordPiece,
} from '@towerkit/text-encoder'

interface GoldenFolder {
  readonly files: Readonly<Record<string, string>>
  readonly queries?: readonly number[]
  readonly documents: readonly number[]
}
type Kind = 'static' | 'normalised' | 'model2vec' | 'router' | 'layered'
type Golden = Readonly<Record<Kind, GoldenFolder>> & { readonly texts: readonly string[]; readonly dimensions: number }
const golden = JSON.parse(await readFile(new URL('../__golden__/folders.json', import.meta.url), 'utf8')) as Golden

const texts = ['watch a file', 'read', 'parse a uniform resource locator', '']
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const config = {
  model_type: 'bert',
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 24,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-encoder-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function goldenFolder(kind: Kind): Promise<string> {
  const folder = await newFolder()
  for (const [path, content] of Object.entries(golden[kind].files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), Buffer.from(content, 'base64'))
  }
  return folder
}

function expectGolden({ data, dimensions }: Vectors, expected: readonly number[]): void {
  expect(dimensions).toBe(golden.dimensions)
  expect(data.length).toBe(expected.length)
  data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
}

it.each<Kind>(['static', 'normalised', 'model2vec', 'router', 'layered'])(
  '%s: a folder of sentence-transformers or model2vec gives its vectors, also when it was saved and opened again',
  async kind => {
    const { queries, documents } = golden[kind]
    await using opened = await openEncoder(await goldenFolder(kind), { session: { threads: 1 } })
    const folder = await newFolder()
    await opened.save(folder)
    await using again = await openEncoder(folder, { session: { threads: 1 } })
    for (const encoder of [opened, again]) {
      expectGolden(await encoder.encodeDocuments(golden.texts), documents)
      if (queries) expectGolden(await encoder.encodeQueries(golden.texts), queries)
    }
  },
)

it('opens what textEncoder opens, which refuses the others', async () => {
  const folder = await newFolder()
  await using encoder = createTextEncoder({ config, tokenizer, session: { threads: 1 } })
  await encoder.save(folder, { onnx: false })
  await using opened = await openEncoder(folder, { session: { threads: 1 } })
  expect((await opened.encode(texts)).data).toEqual((await encoder.encode(texts)).data)
  await expect(textEncoder(await goldenFolder('router'))).rejects.toMatchObject({ code: 'unsupported' })
  await expect(staticEncoder(folder)).rejects.toMatchObject({ code: 'unsupported' })
})

describe('two encoders of one space', () => {
  const sides = (dimensions = 16) => ({
    queries: createStaticEncoder({ tokenizer, dimensions, prompts: { query: 'read ' } }),
    documents: createTextEncoder({ config, tokenizer, session: { threads: 1 } }),
  })
  for (const { name, run } of encoderConformance(() => asymmetricEncoder(sides()), texts)) it(name, run)

  it('encode each their side, also after saving', async () => {
    const both = sides()
    await using encoder = asymmetricEncoder(both)
    const folder = await newFolder()
    await encoder.save(folder)
    await using opened = await openEncoder(folder, { session: { threads: 1 } })
    for (const each of [encoder, opened]) {
      const queries = await each.encodeQueries(texts)
      const documents = await each.encodeDocuments(texts)
      row(queries, 0).forEach((value, d) => expect(value).toBeCloseTo(row(expectedQueries, 0)[d]!, 5))
      expect(documents.data).toEqual((await both.documents.encodeDocuments(texts)).data)
    }
    expect(encoder.tower('query')).toBe(both.queries.tower('query'))
    expect(encoder.tower('positive')).toBe(both.documents.tower('positive'))
  })

  it('must have the same dimensions', () => {
    expect(() => asymmetricEncoder(sides(8))).toThrow(expect.objectContaining({ code: 'shape' }) as Error)
  })
})

const expectedQueries = await createStaticEncoder({ tokenizer, dimensions: 16 }).encode(
  texts.map(text => `read ${text}`),
)

it.each<[string, string, (json: Record<string, unknown>) => unknown, string]>([
  [
    'a route for nothing but images',
    'router_config.json',
    json => ({ ...json, structure: { image: [] } }),
    'unsupported',
  ],
  ['no routes', 'router_config.json', json => ({ ...json, structure: {} }), 'data'],
  [
    'a module outside of the folder',
    'router_config.json',
    json => ({
      types: { '../x': 'a.StaticEmbedding' },
      structure: { query: ['../x'], document: ['../x'] },
      parameters: json['parameters'],
    }),
    'data',
  ],
  ['a module that has no type', 'router_config.json', json => ({ ...json, types: {} }), 'data'],
  [
    'a module behind the Router',
    'modules.json',
    () => [
      { path: '', type: 'a.Router' },
      { path: '', type: 'a.Dense' },
    ],
    'unsupported',
  ],
])('refuses a folder with %s', async (_name, file, change, code) => {
  const folder = await goldenFolder('router')
  await writeFile(
    join(folder, file),
    JSON.stringify(change(JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, unknown>)),
  )
  await expect(openEncoder(folder)).rejects.toMatchObject({ code })
})
