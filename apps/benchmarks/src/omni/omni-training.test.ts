import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { infoNce, matryoshka } from '@towerkit/losses'
import { omniEncoder, type Modality, type OmniEncoder } from '@towerkit/omni-encoder'
import { adamW, lora, sgd, train, type TrainOptions } from '@towerkit/training'
import { tinyEncoder, tinyPairs } from './tiny-encoder.ts'

const everything: readonly Modality[] = ['text', 'vision', 'sound']

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-omni-training-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const run = (model: TrainOptions['model'], options: Partial<TrainOptions> = {}) =>
  train({
    model,
    data: tinyPairs,
    loss: matryoshka(infoNce({ symmetric: true }), { dimensions: [8, 4] }),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 5,
    steps: 6,
    session: { threads: 1 },
    ...options,
  } as TrainOptions)

const weightsOf = ({ parts: { weights } }: OmniEncoder) =>
  Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, Array.from(data, Number)]))

it.each([
  ['frozen trunks', {}],
  ['trained trunks', { trained: everything }],
  ['blocks of the text backbone as the fusion', { textBlocks: 1 }],
])('learns with %s, and serves what it learnt, also when opened again', async (_name, options) => {
  const folder = await temporaryFolder()
  await using encoder = await tinyEncoder({ ...options, fieldDrop: 0, partDrop: 0, dropout: 0 })
  const items = tinyPairs.flatMap(({ query, positive }) => [query, positive])
  const before = await encoder.encode(items)
  const { losses } = await run(encoder, { steps: 25 })
  expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!)
  const after = await encoder.encode(items)
  expect(Math.max(...after.data.map((value, i) => Math.abs(value - before.data[i]!)))).toBeGreaterThan(0.1)
  await encoder.save(folder)
  await using opened = await omniEncoder(folder)
  const again = await opened.encode(items)
  expect(Math.max(...again.data.map((value, i) => Math.abs(value - after.data[i]!)))).toBeLessThan(1e-5)
})

it('gives the gradients of a whole batch by chunks', async () => {
  const options = { fieldDrop: 0, partDrop: 0, dropout: 0, trained: everything }
  await using whole = await tinyEncoder(options)
  await using chunked = await tinyEncoder(options)
  // Adam makes steps of one length of gradients that are next to nothing, whatever their sign.
  const optimizer = sgd({ learningRate: 0.1 })
  await run(whole, { steps: 2, optimizer })
  await run(chunked, { steps: 2, chunkSize: 2, optimizer })
  const expected = weightsOf(whole)
  for (const [name, data] of Object.entries(weightsOf(chunked)))
    data.forEach((value, i) => expect(value).toBeCloseTo(expected[name]![i]!, 5))
})

it('resumes to the same weights to the bit, parts left out at random and all', async () => {
  const checkpoints = await temporaryFolder()
  const options = { fieldDrop: 0.3, partDrop: 0.3, dropout: 0.2 }
  await using whole = await tinyEncoder(options)
  await run(whole)
  await using stopped = await tinyEncoder(options)
  const controller = new AbortController()
  await expect(
    run(stopped, {
      checkpoints,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 3) controller.abort()
      },
    }),
  ).rejects.toMatchObject({ code: 'aborted' })
  await using resumed = await tinyEncoder(options)
  await run(resumed, { checkpoints })
  expect(weightsOf(resumed)).toEqual(weightsOf(whole))
})

it('adapts a trunk by low-rank changes while perceiver and fusion are trained whole', async () => {
  await using encoder = await tinyEncoder({ trained: ['text'] })
  const before = weightsOf(encoder)
  const adapted = lora(encoder, {
    columns: ['query', 'positive'],
    targets: ['text.*.query.weight', 'text.*.value.weight'],
    whole: [/^(perceiver|fusion|sound_adapter|text_projection|types)\./],
  })
  const { losses } = await run(adapted, { steps: 10 })
  expect(losses.at(-1)!).toBeLessThan(losses[0]!)
  const after = weightsOf(encoder)
  const changed = Object.keys(after).filter(name => after[name]!.some((value, i) => value !== before[name]![i]))
  expect(changed.every(name => !name.startsWith('text.'))).toBe(true)
  expect(changed).toContain('perceiver.latents')
  adapted.merge()
  expect(weightsOf(encoder)['text.encoder.layer.0.attention.self.query.weight']).not.toEqual(
    before['text.encoder.layer.0.attention.self.query.weight'],
  )
})
