import { mkdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { lossValue, mul, reduceSum, type Loss, type Tower } from '@towerkit/graph'
import { adamW, sgd, train, type RunOptions, type SingleTask } from '@towerkit/training'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower, twoTowerModel } from './testing/tiny-model.ts'

const session = { threads: 1 }

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-training-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Trains a fresh tiny tower and returns its weights and losses. */
async function run(options: Partial<RunOptions & SingleTask> = {}, tower = tinyTower('shared')) {
  const result = await train({
    model: sharedModel(tower),
    data: tinyPairs(40),
    loss: contrastiveLoss,
    optimizer: adamW({ learningRate: 0.02 }),
    steps: 12,
    batchSize: 8,
    session,
    ...options,
  })
  return {
    weights: Object.fromEntries(
      Object.entries(tower.weights).map(([name, { data }]) => [name, Array.from(data, Number)]),
    ),
    losses: result.losses,
  }
}

it('lowers the loss', async () => {
  const { losses } = await run({ steps: 150 })
  expect(losses.slice(-10).reduce((a, b) => a + b) / 10).toBeLessThan(0.5 * losses[0]!)
})

it('gives the same weights to the bit for the same seed, and others for another', async () => {
  const first = await run({ seed: 3 })
  expect(await run({ seed: 3 })).toEqual(first)
  expect((await run({ seed: 4 })).weights).not.toEqual(first.weights)
})

it('trains two towers, each with weights of its own', async () => {
  const towers = { query: tinyTower('query', { seed: 1 }), positive: tinyTower('document', { seed: 2 }) }
  const before = structuredClone(towers.positive.weights)
  await train({
    model: twoTowerModel(towers),
    data: tinyPairs(16),
    loss: contrastiveLoss,
    optimizer: sgd(),
    steps: 1,
    batchSize: 8,
    session,
  })
  expect(towers.positive.weights).not.toEqual(before)
})

it('the gradient cache gives the plain gradients, for sizes that divide and that do not', async () => {
  const plain = await run({ optimizer: sgd({ learningRate: 1 }), clipNorm: Infinity, steps: 1 })
  for (const chunkSize of [1, 3, 4, 8, 100]) {
    const cached = await run({ optimizer: sgd({ learningRate: 1 }), clipNorm: Infinity, steps: 1, chunkSize })
    expect(cached.losses[0]).toBeCloseTo(plain.losses[0]!, 6)
    for (const [name, weights] of Object.entries(plain.weights))
      weights.forEach((weight, i) => expect(Math.abs(cached.weights[name]![i]! - weight)).toBeLessThan(1e-6))
  }
})

it('a table trained row by row changes as with dense gradients, and only in the rows that were named', async () => {
  const untouched = [...tinyTower('a', { rows: 60 }).weights['table']!.data].slice(50 * 8)
  const options = { optimizer: sgd({ learningRate: 0.3 }), clipNorm: 0.5, accumulate: 2 }
  const sparse = await run(options, tinyTower('shared', { rows: 60, sparse: true }))
  const dense = await run(options, tinyTower('shared', { rows: 60, sparse: false }))
  for (const [name, weights] of Object.entries(dense.weights))
    weights.forEach((weight, i) => expect(Math.abs(sparse.weights[name]![i]! - weight)).toBeLessThan(1e-6))
  expect(sparse.weights['table']!.slice(50 * 8)).toEqual(untouched)
})

it('two accumulated batches are one batch of twice the size, for a loss that adds up', async () => {
  const sum: Loss = {
    name: 'sum',
    columns: { query: 'embedding', positive: 'embedding' },
    source: 'test',
    compute: ({ query, positive }) => reduceSum(mul(query!, positive!)),
  }
  const data = tinyPairs(8)
  const once = await run({
    loss: sum,
    data: data.values().toArray(),
    batchSize: 8,
    steps: 1,
    optimizer: sgd({ learningRate: 0.5 }),
    clipNorm: Infinity,
  })
  const twice = await run({
    loss: sum,
    data: data.values().toArray(),
    batchSize: 4,
    accumulate: 2,
    steps: 1,
    optimizer: sgd({ learningRate: 1 }),
    clipNorm: Infinity,
  })
  for (const [name, weights] of Object.entries(once.weights))
    weights.forEach((weight, i) => expect(Math.abs(twice.weights[name]![i]! - weight)).toBeLessThan(1e-5))
})

it('goes on from a checkpoint to the same weights to the bit, through a stopped run', async () => {
  const whole = await run({ steps: 20 })
  const checkpoints = { folder: await temporaryFolder(), every: 3 }
  for (const last of [4, 5, 11]) {
    const stop = new AbortController()
    const stopped = run({
      steps: 20,
      checkpoints,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === last) stop.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', details: { step: last } })
  }
  const resumed = await run({ steps: 20, checkpoints })
  expect(resumed.weights).toEqual(whole.weights)
  expect(resumed.losses).toEqual(whole.losses.slice(11))
})

it('passes over a damaged checkpoint with a warning and still ends with the same weights', async () => {
  const whole = await run({ steps: 10 })
  for (const damage of ['truncate', 'flip'] as const) {
    const folder = await temporaryFolder()
    await run({ steps: 10, checkpoints: { folder, every: 4, keep: 3 } })
    const newest = join(folder, (await readdir(folder)).sort().at(-1)!)
    if (damage === 'truncate') await truncate(newest, 1000)
    else {
      const bytes = await readFile(newest)
      bytes[bytes.length - 100]! ^= 4
      await writeFile(newest, bytes)
    }
    const warnings: string[] = []
    const again = await run({
      steps: 10,
      checkpoints: { folder, every: 4 },
      onWarning: message => warnings.push(message),
    })
    expect(again.weights).toEqual(whole.weights)
    expect(again.losses).toHaveLength(2)
    expect(warnings).toEqual([expect.stringContaining('step-000000010.safetensors is damaged')])
  }
})

it('goes on when a checkpoint cannot be written, and says so', async () => {
  const folder = await temporaryFolder()
  const warnings: string[] = []
  const { losses } = await run({
    checkpoints: { folder, every: 5, keep: 9 },
    onProgress: ({ step }) => {
      if (step === 7) mkdirSync(join(folder, 'step-000000010.safetensors'))
    },
    onWarning: message => warnings.push(message),
  })
  expect(losses).toHaveLength(12)
  expect(warnings).toEqual([expect.stringContaining('the checkpoint of step 10 could not be written')])
  expect((await readdir(folder)).sort()).toEqual(
    [5, 10, 12].map(step => `step-${String(step).padStart(9, '0')}.safetensors`),
  )
})

it('refuses the checkpoint of another run', async () => {
  const folder = await temporaryFolder()
  await run({ steps: 2, checkpoints: folder })
  await expect(run({ steps: 2, checkpoints: folder, seed: 5 })).rejects.toMatchObject({ code: 'argument' })
})

it('does nothing where the signal has fired before, and stops after the step in which it fires', async () => {
  const tower = tinyTower('shared')
  await expect(run({ signal: AbortSignal.abort('enough') }, tower)).rejects.toMatchObject({
    code: 'aborted',
    details: { step: 0 },
    cause: 'enough',
  })
  expect(tower.weights).toEqual(tinyTower('shared').weights)
  const stop = new AbortController()
  const steps: number[] = []
  await expect(
    run(
      {
        signal: stop.signal,
        onProgress: ({ step }) => {
          steps.push(step)
          if (step === 3) stop.abort()
        },
      },
      tower,
    ),
  ).rejects.toMatchObject({ code: 'aborted', details: { step: 3 } })
  expect(steps).toEqual([1, 2, 3])
  const three = await run({ steps: 3 })
  expect(
    Object.fromEntries(Object.entries(tower.weights).map(([name, { data }]) => [name, Array.from(data, Number)])),
  ).toEqual(three.weights)
})

it.each([1, 3])(
  'accumulates the same with the gradient cache, in chunks of %i, over tables whose rows differ',
  async chunkSize => {
    const options = { optimizer: sgd({ learningRate: 0.5 }), accumulate: 3, steps: 2, batchSize: 4 }
    const plain = await run(options)
    const cached = await run({ ...options, chunkSize })
    for (const [name, weights] of Object.entries(plain.weights))
      weights.forEach((weight, i) => expect(Math.abs(cached.weights[name]![i]! - weight)).toBeLessThan(2e-6))
  },
)

it('stops when the loss is not finite, without taking the step', async () => {
  const tower = tinyTower('shared')
  const exploding: Loss = {
    ...contrastiveLoss,
    compute: columns => mul(mul(lossValue(contrastiveLoss, columns), 1e30), 1e30),
  }
  await expect(run({ loss: exploding }, tower)).rejects.toMatchObject({ code: 'diverged', details: { step: 1 } })
  expect(tower.weights).toEqual(tinyTower('shared').weights)
})

it('never stores weights that are not finite, and names the last good checkpoint', async () => {
  const folder = await temporaryFolder()
  const schedule = (step: number) => (step === 6 ? 1e45 : 1)
  await expect(run({ schedule, checkpoints: { folder, every: 2, keep: 9 } })).rejects.toMatchObject({
    code: 'diverged',
    details: { step: 6, checkpoint: 4 },
  })
  expect(await readdir(folder)).toHaveLength(2)
})

it('learns the parameters of a loss', async () => {
  const scaled: Loss = {
    ...contrastiveLoss,
    parameters: { scale: 2 },
    compute: columns => mul(lossValue(contrastiveLoss, columns), columns['scale']!),
  }
  const tower = tinyTower('shared')
  const { lossParameters } = await train({
    model: sharedModel(tower),
    data: tinyPairs(16),
    loss: scaled,
    optimizer: sgd({ learningRate: 0.1 }),
    steps: 3,
    batchSize: 8,
    session,
  })
  expect(lossParameters['scale']).not.toBe(2)
})

it.each<[string, Partial<RunOptions & SingleTask>, string]>([
  ['no steps', { steps: 0 }, 'argument'],
  ['a batch size that is not whole', { batchSize: 1.5 }, 'argument'],
  ['a clip norm of 0', { clipNorm: 0 }, 'argument'],
  ['a seed that is not whole', { seed: 0.5 }, 'argument'],
  ['a seed below 0', { seed: -1 }, 'argument'],
  ['a tower called loss', { model: sharedModel(tinyTower('loss')) }, 'argument'],
  [
    'texts in a column without a tower',
    {
      model: { tower: column => (column === 'query' ? (tinyTower('shared') as Tower<unknown>) : undefined) },
      data: [{ query: [1, 2, 3, 4], positive: 'word' }],
    },
    'data',
  ],
  ['no examples', { data: [] }, 'data'],
  ['a stream without examples', { data: (async function* () {})() }, 'data'],
  ['examples without a column', { data: [{ query: [1, 2, 3, 4] }] }, 'data'],
  ['a model that encodes nothing', { model: { tower: () => undefined } }, 'argument'],
  ['a word outside the table', { data: [{ query: [0, 0, 0, 50], positive: [0, 0, 0, 0] }] }, 'data'],
])('refuses %s', async (_name, options, code) => {
  await expect(run(options)).rejects.toMatchObject({ code })
})
