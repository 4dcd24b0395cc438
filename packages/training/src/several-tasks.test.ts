import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { mean, mul, reduceSum, sub, type Loss } from '@towerkit/graph'
import { adamW } from './adamw.ts'
import { contrastiveLoss, tinyPairs, tinyTower } from './testing/tiny-model.ts'
import { pictureTower } from './testing/picture-tower.ts'
import { train } from './train.ts'
import type { RunOptions, SeveralTasks, TrainingProgress } from './train-options.ts'

/** Albums near their titles, and pictures near 0.5: two terms of two outputs. */
const albums: Loss = {
  name: 'albums',
  columns: {
    title: 'embedding',
    album: 'embedding',
    brightness: { holds: 'embedding', of: 'album', output: 'brightness' },
  },
  source: 'test',
  compute: ({ title, album, brightness }) => {
    const difference = sub(title!, album!)
    const wrong = sub(brightness!, 0.5)
    return {
      near: { value: mean(mul(difference, difference)) },
      bright: { value: reduceSum(mul(wrong, wrong)), weight: 0.1 },
    }
  },
}
const pairs = tinyPairs(30)
/** Every fourth step's worth of examples has no picture at all, some albums have several. */
const catalogue = Array.from({ length: 32 }, (_, i) => ({
  title: pairs[i % 30]!['query'],
  album: { pictures: Array.from({ length: i < 12 ? 0 : i % 3 }, (__, j) => i + j / 10) },
}))

function run(more: Partial<RunOptions> = {}) {
  const pictures = pictureTower()
  const texts = tinyTower('texts', { width: 4, dropoutRate: 0.2 })
  const options: RunOptions & SeveralTasks = {
    model: { tower: column => (column === 'album' ? pictures : texts) },
    tasks: [
      { name: 'albums', data: catalogue, loss: albums, weight: 2, batchSize: 4 },
      { name: 'pairs', data: pairs, loss: contrastiveLoss },
    ],
    optimizer: adamW({ learningRate: 0.02 }),
    steps: 24,
    batchSize: 6,
    accumulate: 2,
    seed: 7,
    session: { threads: 1 },
    ...more,
  }
  const bytes = () =>
    JSON.stringify(
      [pictures, texts].map(({ weights }) => Object.values(weights).map(({ data }) => [...data].map(Number))),
    )
  return { done: train(options), bytes, pictures }
}

it('trains two towers by two tasks, one a step, with pictures in some batches, terms and a running mean', async () => {
  const steps: TrainingProgress[] = []
  const { done, bytes, pictures } = run({ termNorms: true, onProgress: progress => steps.push(progress) })
  await done
  expect(bytes()).not.toContain('null')
  expect(pictures.weights['running_mean']!.data.some(value => value !== 0)).toBe(true)
  const counts = steps.map(({ task }) => task).filter(task => task === 'albums').length
  expect(counts).toBeGreaterThan(10)
  expect(counts).toBeLessThan(22)
  for (const { task, loss, terms, termNorms, gradientNorm } of steps) {
    expect(Object.keys(terms)).toEqual(task === 'albums' ? ['near', 'bright'] : ['contrastive'])
    expect(loss).toBeCloseTo(task === 'albums' ? terms['near']! + 0.1 * terms['bright']! : terms['contrastive']!, 5)
    expect(Object.keys(termNorms!)).toEqual(Object.keys(terms))
    // Of two accumulated batches, whose gradients may cancel.
    if (task === 'pairs') expect(termNorms!['contrastive']! * 1.0001).toBeGreaterThanOrEqual(gradientNorm)
  }
})

it('ends with the same bytes wherever it was stopped, though batches are prepared ahead', async () => {
  const whole = run()
  await whole.done
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-tasks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const stopAt of [1, 2, 5, 11, 12, 23]) {
    const controller = new AbortController()
    const part = run({
      checkpoints: { folder, every: 1000 },
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === stopAt) controller.abort()
      },
    })
    await expect(part.done).rejects.toMatchObject({ code: 'aborted', details: { step: stopAt } })
  }
  const last = run({ checkpoints: { folder, every: 1000 } })
  await last.done
  expect(last.bytes()).toBe(whole.bytes())
})

it('refuses chunks for a tower with buffers, tasks without names, and data besides tasks', async () => {
  await expect(run({ chunkSize: 2 }).done).rejects.toThrow('its buffers see the whole batch')
  const task = { data: pairs, loss: contrastiveLoss }
  const model = { tower: () => tinyTower('texts') }
  const settings = { model, optimizer: adamW(), steps: 1 }
  for (const wrong of [
    { tasks: [{ name: 'a.b', ...task }] },
    {
      tasks: [
        { name: 'a', ...task },
        { name: 'a', ...task },
      ],
    },
    { tasks: [{ name: 'a', ...task, weight: 0 }] },
    { tasks: [] },
    { tasks: [{ name: 'a', ...task }], ...task },
    {},
  ])
    await expect(train({ ...settings, ...wrong } as never)).rejects.toMatchObject({ code: 'argument' })
})
