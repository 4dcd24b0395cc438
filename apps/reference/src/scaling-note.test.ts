import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { row, type Vectors } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { embeddingDistillation, infoNce } from '@towerkit/losses'
import {
  createTextEncoder,
  firstLayers,
  languageModelling,
  staticStudent,
  textEncoderOf,
  trainWordPiece,
  type TextEncoder,
} from '@towerkit/text-encoder'
import { adamW, distilQueryTower, train, trainTowers, type TrainTowersOptions } from '@towerkit/training'

const verbs = ['open', 'close', 'copy', 'move', 'read', 'write']
const things = ['file', 'door', 'socket', 'table', 'queue']
const documents = new Map(
  verbs.flatMap(verb => things.map(thing => [`${verb}-${thing}`, `${thing} ${verb} function`] as const)),
)
const pairs = [...documents.keys()].map(key => ({ query: `how to ${key.replace('-', ' a ')}`, positive: key }))
const queries = pairs.map(({ query }) => query)
const tokenizer = trainWordPiece([...documents.values(), ...queries], { vocabularySize: 120, minimumFrequency: 1 })
const session = { threads: 1 } as const
const languageModel = () =>
  createTextEncoder({
    name: 'query',
    tokenizer,
    seed: 1,
    session,
    config: {
      model_type: 'qwen3',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 8,
      intermediate_size: 32,
      max_position_embeddings: 24,
    },
  })
const copyOf = ({ parts }: TextEncoder, name: string) => textEncoderOf(structuredClone(parts), { name, session })
const hash = ({ data }: Pick<Vectors, 'data'>) => createHash('sha256').update(data).digest('hex')

function towers(): { query: TextEncoder; document: TextEncoder } {
  const query = languageModel()
  return { query, document: copyOf(query, 'document') }
}

const stageOne = (both: ReturnType<typeof towers>, more: Partial<TrainTowersOptions> = {}) =>
  trainTowers({
    ...both,
    pairs,
    documents,
    loss: infoNce(),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 8,
    steps: 12,
    session,
    negatives: { count: 1, every: 4, ranks: [0, 8], index: () => exactIndex({ dimensions: 16 }) },
    ...more,
  })

it('a language model learns what comes next', async () => {
  await using encoder = languageModel()
  const { losses } = await train({
    ...languageModelling(encoder),
    data: [...documents.values()].map(text => ({ text })),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 30,
    steps: 60,
    session,
  })
  expect(losses[0]!).toBeGreaterThan(0.9 * Math.log(120))
  // What cannot be known: the thing, then the verb.
  const unknowable = (Math.log(things.length) + Math.log(verbs.length)) / 4
  expect(losses.at(-1)!).toBeLessThan(unknowable + 0.25)
  expect(losses.at(-1)!).toBeGreaterThan(unknowable - 0.01)
})

it('only a causal model is a language model', () => {
  const encoder = createTextEncoder({
    tokenizer,
    config: {
      model_type: 'bert',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 24,
      type_vocab_size: 1,
      layer_norm_eps: 1e-12,
    },
  })
  expect(() => languageModelling(encoder)).toThrow(expect.objectContaining({ code: 'unsupported' }))
})

it('a mean of words learns with an attention what it cannot say alone', async () => {
  const teacher = createTextEncoder({
    tokenizer,
    seed: 1,
    session,
    pooling: 'cls',
    config: {
      model_type: 'bert',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 24,
      type_vocab_size: 2,
    },
  })
  const learnt = await Promise.all(
    [0, 16].map(async attention => {
      await using student = await staticStudent(teacher, queries, { attention })
      const { losses } = await distilQueryTower({
        teacher,
        student,
        queries,
        loss: embeddingDistillation(),
        optimizer: adamW({ learningRate: 0.01 }),
        steps: 200,
        batchSize: 8,
        session,
      })
      return losses.at(-1)!
    }),
  )
  expect(learnt[1]).toBeLessThan(learnt[0]! / 2)
  await teacher.close()
})

it('two towers of one initialisation become different ones, which find their documents', async () => {
  const both = towers()
  const { losses } = await stageOne(both, { steps: 60 })
  expect(losses.at(-1)!).toBeLessThan(0.4 * losses[0]!)
  expect(both.query.parts.weights['norm.weight']!.data).not.toEqual(both.document.parts.weights['norm.weight']!.data)
  await Promise.all([both.query.close(), both.document.close()])
})

it('negatives gathered from chunks have the loss and the weights of one batch', async () => {
  const whole = towers()
  const chunked = towers()
  const { losses } = await stageOne(whole)
  const { losses: gathered } = await stageOne(chunked, { chunkSize: 3 })
  gathered.forEach((loss, step) => expect(loss).toBeCloseTo(losses[step]!, 3))
})

it('mines from the towers as they are, never a known answer, and resumes with the same negatives', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-towers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const mined: number[] = []
  const straight = towers()
  await stageOne(straight, {
    negatives: {
      every: 4,
      ranks: [0, 8],
      index: () => exactIndex({ dimensions: 16 }),
      onMined: ({ batch }) => mined.push(batch),
    },
  })
  expect(mined).toEqual([4, 8])

  const stop = new AbortController()
  await expect(
    stageOne(towers(), {
      checkpoints: folder,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === 6) stop.abort()
      },
    }),
  ).rejects.toMatchObject({ code: 'aborted' })
  const resumed = towers()
  await stageOne(resumed, { checkpoints: folder })
  for (const name of ['query', 'document'] as const)
    expect(resumed[name].parts.weights).toEqual(straight[name].parts.weights)
})

it('the second stage changes the student alone, and its scores are within the bound', async () => {
  const both = towers()
  await stageOne(both, { steps: 40 })
  const texts = [...documents.values()]
  const stored = await both.document.encodeDocuments(texts)
  const teacher = await both.query.encodeQueries(queries)
  const before = [hash(stored), hash(teacher)]
  const weights = structuredClone(both.document.parts.weights)

  const student = textEncoderOf(firstLayers(both.query.parts, 1), { name: 'student', session })
  const first = await student.encodeQueries(queries)
  await distilQueryTower({
    teacher: both.query,
    student,
    queries,
    loss: embeddingDistillation(),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 15,
    steps: 120,
    session,
  })
  const learnt = await student.encodeQueries(queries)

  expect(both.document.parts.weights).toEqual(weights)
  expect([hash(await both.document.encodeDocuments(texts)), hash(await both.query.encodeQueries(queries))]).toEqual(
    before,
  )
  const distance = (a: Vectors, i: number) => Math.hypot(...row(a, i).map((value, d) => value - row(teacher, i)[d]!))
  const total = (a: Vectors) => queries.reduce((sum, _, i) => sum + distance(a, i), 0)
  expect(total(learnt)).toBeLessThan(0.5 * total(first))
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)
  for (const [i] of queries.entries())
    for (const [j] of texts.entries()) {
      expect(Math.abs(dot(row(learnt, i), row(stored, j)) - dot(row(teacher, i), row(stored, j)))).toBeLessThanOrEqual(
        distance(learnt, i) + 1e-6,
      )
    }
  await Promise.all([both.query.close(), both.document.close(), student.close()])
})

it('takes the vectors of the teacher where they are known, and refuses what does not fit', async () => {
  const teacher = languageModel()
  const student = textEncoderOf(firstLayers(teacher.parts, 1), { name: 'student', session })
  const settings = {
    student,
    loss: embeddingDistillation(),
    optimizer: adamW({ learningRate: 1e-3 }),
    steps: 1,
    session,
  }
  const vectors = await teacher.encodeQueries(queries, { normalize: false })
  await distilQueryTower({ ...settings, teacher: vectors, queries })
  await expect(distilQueryTower({ ...settings, teacher: vectors, queries: queries.slice(1) })).rejects.toMatchObject({
    code: 'shape',
  })
  await expect(distilQueryTower({ ...settings, teacher: vectors, queries: [] })).rejects.toMatchObject({ code: 'data' })
  await expect(
    distilQueryTower({ ...settings, teacher: { ...vectors, dimensions: 8 }, queries }),
  ).rejects.toMatchObject({ code: 'shape' })
  await Promise.all([teacher.close(), student.close()])
})
