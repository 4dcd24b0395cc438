import { createHash } from 'node:crypto'
import { row, type Vectors } from '@towerkit/core'
import { embeddingDistillation } from '@towerkit/losses'
import { createTextEncoder, firstLayers, staticStudent, textEncoderOf } from '@towerkit/text-encoder'
import { adamW, distilQueryTower } from '@towerkit/training'
import { expect, it } from 'vitest'
import { documents, queries, session, smallLanguageModel, tokenizer } from './testing/small-language-model.ts'
import { trainTwoTowers, twoTowers } from './testing/two-towers.ts'

const hash = ({ data }: Pick<Vectors, 'data'>) => createHash('sha256').update(data).digest('hex')

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

it('the second stage changes only the student, and its scores are within the bound', async () => {
  const both = twoTowers()
  await trainTwoTowers(both, { steps: 40, every: 20 })
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

it('takes the vectors of the teacher if they are known, and refuses what does not fit', async () => {
  const teacher = smallLanguageModel()
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
