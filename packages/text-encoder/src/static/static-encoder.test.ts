import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { row } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import { createParameters, Graph, initialize, writeOnnx } from '@towerkit/graph'
import { createSession, writeSafetensors } from '@towerkit/runtime'
import {
  asymmetricEncoder,
  createStaticEncoder,
  openEncoder,
  staticEncoder,
  staticEncoderOf,
  trainWordPiece,
  type CreateStaticEncoderOptions,
  type StaticEncoder,
} from '@towerkit/text-encoder'
import { denseParameters, type DenseLayer } from '../dense-layer.ts'
import { newAttention } from './static-attention.ts'

const texts = [
  'watch a file',
  'read',
  'parse a uniform resource locator into its parts and return them',
  '',
  'héllo 🙂 日本',
]
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const tiny = (options: Partial<CreateStaticEncoderOptions> = {}) =>
  createStaticEncoder({ tokenizer, dimensions: 6, seed: 1, ...options })

async function savedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-static-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await tiny().save(folder)
  return folder
}

describe('conformance', () => {
  for (const { name, run } of encoderConformance(() => tiny(), texts)) it(name, run)
})

it('gives the mean of the vectors of its tokens, and zeros for an empty text', async () => {
  const encoder = tiny({ normalize: false })
  const vectors = await encoder.encode(['read', '', 'read read'])
  expect(row(vectors, 1).every(value => value === 0)).toBe(true)
  expect(row(vectors, 2)).toEqual(row(vectors, 0))
  const short = await encoder.encode(['read'], { dimensions: 2, normalize: true })
  expect(Math.hypot(...short.data)).toBeCloseTo(1, 6)
})

/** Checks that the tower, which is trained, gives the raw vectors of the encoder, which is served. */
async function expectSame(encoder: StaticEncoder): Promise<void> {
  const tower = encoder.tower('query')!
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  graph.output('y', tower.build(createParameters(graph), inputs, { outputs: ['embedding'] })['embedding']!)
  await using session = await createSession(writeOnnx(graph, { weights: tower.weights }), { threads: 1 })
  for (const some of [texts, ['']]) {
    const { y } = await session.run(tower.collate(some) as never)
    const served = await encoder.encode(some, { normalize: false })
    served.data.forEach((value, i) => expect(Number(y!.data[i])).toBeCloseTo(value, 5))
  }
}

it('trains as what it serves', async () => {
  const encoder = tiny({ normalize: false })
  const tower = encoder.tower('query')!
  await expectSame(encoder)
  ;(tower.weights['embedding.weight']!.data as Float32Array).fill(2)
  expect((await encoder.encode(['read'])).data.every(value => value === 2)).toBe(true)
})

describe('with layers after the mean', () => {
  const layers: readonly DenseLayer[] = [
    { dimensions: 20, bias: true, activation: 'ReLU' },
    { dimensions: 6, bias: true, activation: 'Identity' },
  ]
  const weights = () =>
    Object.fromEntries(
      layers.flatMap((layer, i) =>
        Object.entries(initialize(denseParameters(layer, [6, 20][i]!), { seed: 3 })).map(([name, weight]) => [
          `dense.${i}.${name}`,
          weight,
        ]),
      ),
    )
  const layered = () => staticEncoderOf({ ...tiny().parts, dense: { layers, weights: weights() } })
  for (const { name, run } of encoderConformance(layered, texts)) it(name, run)

  it('serves what it trains, and what has been trained', async () => {
    await using encoder = layered()
    const weights = encoder.tower('query')!.weights
    const before = await encoder.encode(['read'], { normalize: false })
    ;(weights['dense.1.linear.bias']!.data as Float32Array).fill(1)
    encoder.tower('query')!.updated!()
    const after = await encoder.encode(['read'], { normalize: false })
    after.data.forEach((value, k) => expect(value).toBeCloseTo(before.data[k]! + 1, 5))
  })

  it('goes through a folder, also as one side of a Router, byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'towerkit-static-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await using encoder = layered()
    await encoder.save(join(folder, 'alone'))
    await asymmetricEncoder({ queries: encoder, documents: tiny() }).save(join(folder, 'router'))
    const expected = await encoder.encodeQueries(texts)
    await using alone = await openEncoder(join(folder, 'alone'))
    await using router = await openEncoder(join(folder, 'router'))
    expect((await alone.encodeQueries(texts)).data).toEqual(expected.data)
    expect((await router.encodeQueries(texts)).data).toEqual(expected.data)
    await rm(join(folder, 'alone', '1_Dense', 'config.json'))
    await expect(staticEncoder(join(folder, 'alone'))).rejects.toMatchObject({ code: 'data' })
  })
})

describe('with an attention', () => {
  const attentive = () => {
    const attention = newAttention(6, { rank: 8, places: 5 }, 3)
    for (const name of ['attention.query.weight', 'attention.position'] as const)
      (attention[name].data as Float32Array).forEach((_, i, data) => {
        data[i] = 2 * Math.sin(7 * i)
      })
    return staticEncoderOf({ ...tiny().parts, attention })
  }
  for (const { name, run } of encoderConformance(attentive, texts)) it(name, run)

  it('trains as what it serves, also after it was trained', async () => {
    const encoder = attentive()
    await expectSame(encoder)
    const tower = encoder.tower('query')!
    for (const { data } of Object.values(tower.weights))
      (data as Float32Array).forEach((value, i, all) => {
        all[i] = value * 0.9 + 0.1
      })
    tower.updated!()
    await expectSame(encoder)
  })

  it('reads the order of words, and knows later places as the last', async () => {
    const encoder = attentive()
    const one = await encoder.encode(['watch a file'])
    const other = await encoder.encode(['file a watch'])
    expect(one.data.some((value, k) => Math.abs(value - other.data[k]!) > 1e-3)).toBe(true)
    const long = await encoder.encode(['read a file read a watch file'])
    const turned = await encoder.encode(['read a file read a file watch'])
    expect(encoder.parts.attention!['attention.position'].shape[0]).toBe(5)
    turned.data.forEach((value, k) => expect(value).toBeCloseTo(long.data[k]!, 5))
  })

  it('goes through a folder, also as one side of a Router, byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'towerkit-static-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const encoder = attentive()
    await encoder.save(join(folder, 'alone'))
    await asymmetricEncoder({ queries: encoder, documents: tiny() }).save(join(folder, 'router'))
    const expected = await encoder.encodeQueries(texts)
    for (const name of ['alone', 'router']) {
      await using opened = await openEncoder(join(folder, name))
      expect((await opened.encodeQueries(texts)).data).toEqual(expected.data)
    }
    // Where model2vec would look for a table, and leave the attention out.
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
})

it('gives many texts as a stream, in their order', async () => {
  const encoder = tiny()
  const many = Array.from({ length: 5000 }, (_, i) => texts[i % 3]!)
  let at = 0
  const alone = await encoder.encode(texts.slice(0, 3))
  for await (const vectors of encoder.encodeStream(many)) {
    for (let i = 0; i < vectors.count; i += 97) expect(row(vectors, i)).toEqual(row(alone, (at + i) % 3))
    at += vectors.count
  }
  expect(at).toBe(5000)
})

it.each<[string, (folder: string) => Promise<void>]>([
  ['no weights', folder => rm(join(folder, 'model.safetensors'))],
  [
    'truncated weights',
    async folder =>
      writeFile(
        join(folder, 'model.safetensors'),
        (await readFile(join(folder, 'model.safetensors'))).subarray(0, 200),
      ),
  ],
  [
    'weights of another name',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        table: { dtype: 'float32', shape: [80, 2], data: new Float32Array(160) },
      }),
  ],
  [
    'fewer rows than tokens',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        'embedding.weight': { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) },
      }),
  ],
  [
    'a number that is not finite',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        'embedding.weight': { dtype: 'float32', shape: [80, 2], data: new Float32Array(160).fill(Number.NaN) },
      }),
  ],
  [
    'a token mapped to nothing',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        embeddings: { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) },
        mapping: { dtype: 'int64', shape: [80], data: new BigInt64Array(80).fill(3n) },
      }),
  ],
  ['no tokenizer', folder => rm(join(folder, 'tokenizer.json'))],
])('refuses a folder with %s', async (_name, damage) => {
  const folder = await savedFolder()
  await damage(folder)
  await expect(staticEncoder(folder)).rejects.toMatchObject({ code: 'data' })
})

it('refuses dimensions that are none, and a table of another tokenizer', () => {
  expect(() => tiny({ dimensions: 0 })).toThrow(expect.objectContaining({ code: 'argument' }) as Error)
  expect(() =>
    staticEncoderOf({ ...tiny().parts, table: { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) } }),
  ).toThrow(expect.objectContaining({ code: 'data' }) as Error)
})

it('refuses an attention whose weights do not fit the table, or each other', () => {
  const { parts } = tiny()
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
