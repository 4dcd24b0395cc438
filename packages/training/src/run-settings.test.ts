import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cosineSchedule } from './schedule.ts'
import { sgd } from './sgd.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower } from './testing/tiny-model.ts'
import { train } from './train.ts'

async function runs() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-run-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const warnings: string[] = []
  const run = (more: object = {}) =>
    train({
      model: sharedModel(tinyTower('shared')),
      data: tinyPairs(20),
      loss: contrastiveLoss,
      optimizer: sgd({ learningRate: 0.1 }),
      steps: 10,
      batchSize: 4,
      checkpoints: folder,
      session: { threads: 1 },
      onWarning: message => warnings.push(message),
      ...more,
    })
  return { run, folder, warnings }
}

it.each<[string, object, string]>([
  ['more steps', { steps: 20 }, 'another run: steps 10, now 20. To go on from its weights, finish it with the steps'],
  ['another batch size', { batchSize: 5 }, 'another run: batchSize 4, now 5. Use another folder'],
  ['other data of the same length', { data: tinyPairs(20, { seed: 1 }) }, 'another run: data {'],
  ['more data', { data: tinyPairs(21) }, '"examples":21'],
  ['data as a stream', { data: new Set(tinyPairs(20)) }, 'another run: data {'],
  ['another schedule', { schedule: cosineSchedule() }, 'another run: other schedule'],
  ['another seed and optimiser', { seed: 1, optimizer: sgd({ learningRate: 1 }) }, 'seed 0, now 1'],
])('refuses a checkpoint with %s, and says what differs', async (_name, more, message) => {
  const { run } = await runs()
  await run()
  await expect(run(more)).rejects.toThrow(message)
})

it('says that a finished run has nothing left to do', async () => {
  const { run, warnings } = await runs()
  await run()
  expect((await run()).losses).toEqual([])
  expect(warnings).toEqual([expect.stringContaining('the checkpoint in')])
  expect(warnings[0]).toContain('is of step 10 of 10, and nothing is left to do')
})

it('stores the last finished step whatever throws inside a step', async () => {
  const whole = await runs()
  const expected = await whole.run()
  for (const where of ['next', 'progress', 'evaluation'] as const) {
    const { run, folder } = await runs()
    const pairs = tinyPairs(20)
    let calls = 0
    const evaluation = { every: 7, run: () => (where === 'evaluation' ? fail() : { score: 1 }), keepBest: false }
    const failing = where === 'evaluation' ? { evaluation } : {}
    const sampler = (limit: number) => ({
      next: async () => {
        if (calls++ === limit) throw new Error('the source is gone')
        const at = (calls - 1) % 5
        return { examples: pairs.slice(at * 4, at * 4 + 4), state: { calls } }
      },
      restore: async (state?: object) => void (calls = state ? (state as { calls: number }).calls : 0),
    })
    const settings = {
      next: { data: sampler(7) },
      progress: { onProgress: ({ step }: { step: number }) => step === 7 && fail() },
      evaluation: failing,
    }[where]
    await expect(run(settings)).rejects.toThrow('gone')
    expect(await readdir(folder)).toEqual(['step-000000007.safetensors'])
    const rest =
      where === 'next'
        ? { data: sampler(1000) }
        : where === 'evaluation'
          ? { evaluation: { ...evaluation, run: () => ({ score: 1 }) } }
          : {}
    const result = await run(rest)
    expect(result.losses).toHaveLength(3)
    if (where === 'progress') expect(result.losses).toEqual(expected.losses.slice(7))
    if (where === 'evaluation') expect(result.evaluations.map(({ step }) => step)).toEqual([7, 10])
  }
})

function fail(): never {
  throw new Error('gone')
}
