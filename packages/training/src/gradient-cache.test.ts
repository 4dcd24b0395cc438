import { describe, expect, it } from 'vitest'
import {
  add,
  concat,
  crossEntropy,
  gather,
  matmul,
  mul,
  optionalColumn,
  range,
  reduceMean,
  reduceSum,
  sub,
  transpose,
  type Loss,
  type Tower,
} from '@towerkit/graph'
import { cachedGradients } from './gradient-cache.ts'
import type { Gradients, GradientStep } from './gradients.ts'
import { addGradients, copyGradients } from './gradients.ts'
import { plainGradients } from './plain-gradients.ts'
import { sgd } from './sgd.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower, twoTowerModel } from './testing/tiny-model.ts'
import { taskColumns } from './task-columns.ts'
import type { Example } from './example.ts'
import type { Trainable } from './trainable.ts'
import { trainedWeights } from './weights.ts'

const options = { threads: 1, atOnce: 1, termNorms: false }

/** Both ways to the gradients of the same weights, and their sums. */
function steps(model: Trainable, loss: Loss, chunkSize: number) {
  const task = { name: '', loss, columns: taskColumns(model, loss, { prompts: true }) }
  const weights = trainedWeights([task], sgd(), { freeze: [], rates: [] })
  return {
    plain: plainGradients(task, weights, options),
    cached: cachedGradients(task, weights, { ...options, chunkSize }),
    weights,
  }
}

const compute = async (step: GradientStep<unknown>, batch: readonly Example[], seed = 1) =>
  copyGradients(await step.compute(await step.prepare(batch, new AbortController().signal), seed))

/** Largest difference, relative to the largest entry. */
function difference(a: Gradients, b: Gradients): number {
  expect(Object.keys(a.tensors).sort()).toEqual(Object.keys(b.tensors).sort())
  expect(a.rows).toEqual(b.rows)
  const largest = Math.max(...Object.values(b.tensors).flatMap(data => Array.from(data, Math.abs)))
  expect(largest).toBeGreaterThan(0)
  return (
    Math.max(
      Math.abs(a.loss - b.loss),
      ...Object.entries(a.tensors).flatMap(([name, data]) =>
        Array.from(data, (value, i) => Math.abs(value - b.tensors[name]![i]!)),
      ),
    ) / largest
  )
}

const withNegatives: Loss = {
  name: 'with negatives',
  columns: { query: 'embedding', positive: 'embedding', negatives: optionalColumn(['embedding']) },
  source: 'test',
  parameters: { scale: 5 },
  compute: ({ query, positive, negatives, scale }) =>
    crossEntropy(
      mul(matmul(query!, transpose(negatives ? concat([positive!, negatives], 0) : positive!)), scale!),
      range(query!.graph, query!.shape[0]!),
    ),
}
/** Each text counts for itself, so that a batch is the sum of its chunks. */
const toTarget: Loss = {
  name: 'to target',
  columns: { query: 'embedding', target: 'vector', weight: 'number' },
  source: 'test',
  compute: ({ query, target, weight }) => {
    const distance = sub(query!, target!)
    return reduceSum(mul(reduceSum(mul(distance, distance), [1]), weight!))
  },
}
const targets = (count: number): Example[] =>
  tinyPairs(count).map(({ query }, i) => ({ query, target: [i % 3, -1, 0.5, i / count], weight: 1 + (i % 4) }))
const withLists = (count: number): Example[] =>
  tinyPairs(count).map((example, i) => ({
    ...example,
    negatives: tinyPairs(i % 4, { seed: i }).map(({ query }) => query),
  }))

describe('equals the plain gradients', () => {
  const twoTowers = () => {
    const query = tinyTower('query', { rows: 50 })
    const document = tinyTower('document', { rows: 50, width: 6, seed: 2 })
    return twoTowerModel({ query, positive: document, negatives: document })
  }
  it.each<[string, () => Trainable, Loss, Example[]]>([
    ['one tower for all columns', () => sharedModel(tinyTower('shared')), contrastiveLoss, tinyPairs(13)],
    ['two towers, lists and a parameter of the loss', twoTowers, withNegatives, withLists(13)],
    ['one tower, lists', () => sharedModel(tinyTower('shared')), withNegatives, withLists(13)],
    [
      'columns of numbers and of vectors',
      () => sharedModel(tinyTower('shared'), ['target', 'weight']),
      toTarget,
      targets(13),
    ],
    ['tables with all rows', () => sharedModel(tinyTower('shared', { sparse: false })), contrastiveLoss, tinyPairs(13)],
  ])('%s', async (_name, model, loss, batch) => {
    for (const chunkSize of [1, 4, 13, 64]) {
      const { plain, cached } = steps(model(), loss, chunkSize)
      expect(
        difference(await compute(cached, batch), await compute(plain, batch)),
        `chunks of ${chunkSize}`,
      ).toBeLessThan(2e-6)
    }
  })

  it('where no example has an element in its list', async () => {
    const batch = tinyPairs(5).map(example => ({ ...example, negatives: [] }))
    const { plain, cached } = steps(twoTowers(), withNegatives, 2)
    expect(difference(await compute(cached, batch), await compute(plain, batch))).toBeLessThan(2e-6)
  })
})

describe('with dropout', () => {
  const model = (labels: readonly string[] = []) =>
    sharedModel(tinyTower('shared', { width: 16, dropoutRate: 0.5 }), labels)

  it('repeats itself for a seed, and drops others for another', async () => {
    for (const step of Object.values(steps(model(), contrastiveLoss, 4)).slice(0, 2) as GradientStep<unknown>[]) {
      const first = await compute(step, tinyPairs(11), 3)
      expect(await compute(step, tinyPairs(11), 3)).toEqual(first)
      expect(difference(await compute(step, tinyPairs(11), 4), first)).toBeGreaterThan(0.01)
    }
  })

  it('equals the plain gradients where one chunk holds the batch', async () => {
    const { plain, cached } = steps(model(), contrastiveLoss, 16)
    expect(difference(await compute(cached, tinyPairs(11)), await compute(plain, tinyPairs(11)))).toBeLessThan(2e-6)
  })

  it('drops the same in both passes: the sum of the plain gradients of its chunks', async () => {
    const batch = targets(10)
    const { plain, cached } = steps(model(['target', 'weight']), toTarget, 4)
    // The seeds that the chunks of the first column get.
    let sum = await compute(plain, batch.slice(0, 4), 7)
    for (const chunk of [1, 2])
      sum = addGradients(sum, await compute(plain, batch.slice(chunk * 4, chunk * 4 + 4), 7 + chunk * 1_000_003))
    expect(difference(await compute(cached, batch, 7), sum)).toBeLessThan(2e-6)
  })

  it('drops other elements in each column, so that a text can be its own positive', async () => {
    const apart: Loss = {
      ...contrastiveLoss,
      compute: ({ query, positive }) => {
        const distance = sub(query!, positive!)
        return reduceMean(mul(distance, distance))
      },
    }
    const same = tinyPairs(6).map(({ query }) => ({ query, positive: query }))
    const { plain, cached } = steps(model(), apart, 2)
    expect((await compute(plain, same)).loss).toBeGreaterThan(0.01)
    expect((await compute(cached, same)).loss).toBeGreaterThan(0.01)
  })
})

describe('tables trained row by row', () => {
  /** A tower with a second table that the same indices read. */
  function twoTables(sparse: boolean): Tower<readonly number[]> {
    const tower = tinyTower('shared', { sparse })
    const other = tinyTower('other', { rows: 50, width: 4, seed: 8 }).weights['table']!
    return {
      ...tower,
      weights: { ...tower.weights, second: other },
      ...(sparse && { tables: { table: ['ids'], second: ['ids'] } }),
      build: (parameters, inputs, context) => {
        const second = parameters.get('second', [50, 4], () => new Float32Array(200))
        const own = tower.build(parameters, inputs, context)['embedding']!
        return { embedding: add(own, reduceSum(gather(second, inputs['ids']!), [1])) }
      },
    }
  }

  it('may share their indices: two tables get the rows of the dense gradients', async () => {
    const batch = tinyPairs(6)
    const { plain: dense } = steps(sharedModel(twoTables(false)), contrastiveLoss, 4)
    const { plain, cached } = steps(sharedModel(twoTables(true)), contrastiveLoss, 4)
    const expected = await compute(dense, batch)
    for (const { loss, tensors, rows } of [await compute(plain, batch), await compute(cached, batch)]) {
      expect(loss).toBeCloseTo(expected.loss, 5)
      for (const [name, width] of [
        ['shared.table', 8],
        ['shared.second', 4],
      ] as const) {
        const full = new Float32Array(50 * width)
        rows[name]!.forEach((row, i) => full.set(tensors[name]!.subarray(i * width, (i + 1) * width), row * width))
        full.forEach((value, i) => expect(Math.abs(value - expected.tensors[name]![i]!)).toBeLessThan(1e-5))
      }
    }
  })

  it('add up over the union of their rows, also where a batch names none', () => {
    const part = (rows: number[], data: number[]): Gradients => ({
      loss: 1,
      terms: { t: 1 },
      buffers: {},
      rows: { t: Int32Array.from(rows) },
      tensors: { t: Float32Array.from(data) },
    })
    expect(addGradients(part([1, 4], [1, 2, 3, 4]), part([0, 4], [10, 20, 30, 40]))).toEqual({
      loss: 2,
      terms: { t: 2 },
      buffers: {},
      rows: { t: Int32Array.of(0, 1, 4) },
      tensors: { t: Float32Array.of(10, 20, 1, 2, 33, 44) },
    })
    expect(addGradients(part([], []), part([3], [1, 2]))).toMatchObject({
      rows: { t: Int32Array.of(3) },
      tensors: { t: Float32Array.of(1, 2) },
    })
  })
})

it('names the column that an example lacks', async () => {
  const { plain } = steps(sharedModel(tinyTower('shared')), contrastiveLoss, 4)
  await expect(compute(plain, [...tinyPairs(2), { query: [1, 2, 3, 4] }])).rejects.toMatchObject({
    code: 'data',
    details: { column: 'positive' },
  })
})
