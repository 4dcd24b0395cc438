import { expect, it } from 'vitest'
import { lossValue, mul, reduceSum, type Loss, type Tower } from '@towerkit/graph'
import { sgd, train, type RunOptions, type SingleTask } from '@towerkit/training'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower, twoTowerModel } from './testing/tiny-model.ts'
import { run, session } from './testing/tiny-run.ts'

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
  ['a word below 0', { data: [{ query: [0, 0, 0, -1], positive: [0, 0, 0, 0] }] }, 'data'],
  ['a word beyond 32 bits', { data: [{ query: [0, 0, 0, 2 ** 32 + 5], positive: [0, 0, 0, 0] }] }, 'data'],
])('refuses %s', async (_name, options, code) => {
  await expect(run(options)).rejects.toMatchObject({ code })
})
