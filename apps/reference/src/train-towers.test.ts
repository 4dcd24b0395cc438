import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { row } from '@towerkit/core'
import { staticEncoder, textEncoder } from '@towerkit/text-encoder'
import { distilQueryTower } from './distil-query-tower.ts'
import type { DemoSettings } from './settings.ts'
import { trainTowers } from './train-towers.ts'
import { openWorkspace } from './workspace.ts'

const verbs = ['open', 'close', 'copy', 'move', 'read', 'write']
const things = ['file', 'door', 'socket', 'table', 'queue']
const documents = verbs.flatMap(verb =>
  things.map(thing => ({ id: `${verb}-${thing}`, text: `${thing} ${verb} function` })),
)
const pairs = documents.map(({ id }) => ({ query: `how to ${id.replace('-', ' a ')}`, positive: id }))
const settings: DemoSettings = {
  queryLength: 16,
  documentLength: 12,
  languageModel: {
    vocabularySize: 120,
    width: 32,
    layers: 1,
    heads: 2,
    headWidth: 8,
    inner: 16,
    words: { batchSize: 15, steps: 8, learningRate: 4e-3 },
  },
  teacher: { batchSize: 10, steps: 6, learningRate: 1e-3, hardNegatives: 1, mineEvery: 3 },
  student: { layers: 0, batchSize: 20, steps: 6, learningRate: 1e-3 },
  temperature: 0.05,
  seed: 1,
}

async function training() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-training-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    data: { pairs, documents },
    context: { workspace: await openWorkspace(folder), progress: { stage() {}, update() {}, done() {} } },
    folder,
  }
}

it(
  "trains two towers and a student of the same dimensions; the second stage leaves the first one's files as they " +
    'are',
  async () => {
    const { data, context, folder } = await training()
    await trainTowers(data, settings, context)
    const bytes = async () =>
      createHash('sha256')
        .update(await readFile(join(folder, 'teacher-document', 'model.safetensors')))
        .digest('hex')
    const before = await bytes()
    await distilQueryTower(data, settings, { context, teacher: join(folder, 'teacher-query') })
    expect(await bytes()).toBe(before)
    expect((await readdir(folder)).sort()).toEqual([
      'language-model',
      'language-model.done',
      'student-query',
      'teacher-document',
      'teacher-query',
    ])
    await using teacher = await textEncoder(join(folder, 'teacher-query'), { session: { threads: 1 } })
    await using student = await textEncoder(join(folder, 'student-query'), { session: { threads: 1 } })
    expect([teacher.dimensions, student.dimensions]).toEqual([32, 32])
    expect(
      [teacher, student].map(
        ({ parts }) => Object.keys(parts.weights).filter(name => name.startsWith('layers.')).length > 0,
      ),
    ).toEqual([true, false])
  },
)

it('starts from a named checkpoint, and stops when it is told to', async () => {
  const { data, context, folder } = await training()
  await trainTowers(data, settings, context)
  const { context: other, folder: second } = await training()
  await trainTowers(
    data,
    { ...settings, model: join(folder, 'teacher-query'), teacher: { ...settings.teacher, steps: 2 } },
    other,
  )
  expect(await readdir(second)).not.toContain('language-model')

  // A student without blocks of a pretrained model is a table that begins with what the model makes of each word.
  const model = join(folder, 'teacher-query')
  await using teacher = await textEncoder(join(second, 'teacher-query'), { session: { threads: 1 } })
  const texts = pairs.map(({ query }) => query)
  const wanted = await teacher.encodeQueries(texts)
  for (const sizes of [{ learningRate: 2e-2 }, { learningRate: 2e-3, attention: 8 }]) {
    await distilQueryTower(
      data,
      { ...settings, model, student: { ...settings.student, steps: 40, ...sizes } },
      { context: other, teacher: join(second, 'teacher-query') },
    )
    await using student = await staticEncoder(join(second, 'student-query'))
    expect(student.parts.attention?.['attention.query.weight'].shape).toEqual(sizes.attention && [8, 32])
    const learnt = await student.encodeQueries(texts)
    const cosine = (i: number) => row(learnt, i).reduce((sum, value, k) => sum + value * row(wanted, i)[k]!, 0)
    expect(Math.min(...texts.map((_, i) => cosine(i)))).toBeGreaterThan(0.8)
  }
  await expect(
    trainTowers(data, settings, { ...(await training()).context, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: 'aborted' })
})
