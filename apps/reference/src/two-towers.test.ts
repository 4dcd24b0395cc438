import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exactIndex } from '@towerkit/indices'
import { expect, it, onTestFinished } from 'vitest'
import { trainTwoTowers, twoTowers } from './testing/two-towers.ts'

it('two towers of one initialisation become different ones, which find their documents', async () => {
  const both = twoTowers()
  const { losses } = await trainTwoTowers(both, { steps: 60, every: 30 })
  expect(losses.at(-1)!).toBeLessThan(0.4 * losses[0]!)
  expect(both.query.parts.weights['norm.weight']!.data).not.toEqual(both.document.parts.weights['norm.weight']!.data)
  await Promise.all([both.query.close(), both.document.close()])
})

it('negatives gathered from chunks have the loss and the weights of one batch', async () => {
  const whole = twoTowers()
  const chunked = twoTowers()
  const { losses } = await trainTwoTowers(whole)
  const { losses: gathered } = await trainTwoTowers(chunked, { chunkSize: 3 })
  gathered.forEach((loss, step) => expect(loss).toBeCloseTo(losses[step]!, 3))
})

it('mines from the towers as they are, never a known answer, and resumes with the same negatives', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-towers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const mined: number[] = []
  const straight = twoTowers()
  await trainTwoTowers(straight, {
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
    trainTwoTowers(twoTowers(), {
      checkpoints: folder,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === 6) stop.abort()
      },
    }),
  ).rejects.toMatchObject({ code: 'aborted' })
  const resumed = twoTowers()
  await trainTwoTowers(resumed, { checkpoints: folder })
  for (const name of ['query', 'document'] as const)
    expect(resumed[name].parts.weights).toEqual(straight[name].parts.weights)
})
