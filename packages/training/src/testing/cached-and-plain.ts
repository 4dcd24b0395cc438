import { expect } from 'vitest'
import {
  concat,
  crossEntropy,
  matmul,
  mul,
  optionalColumn,
  range,
  reduceSum,
  sub,
  transpose,
  type Loss,
} from '@towerkit/graph'
import { cachedGradients } from '../gradient-cache.ts'
import type { Gradients, GradientStep } from '../gradients.ts'
import { copyGradients } from '../gradients.ts'
import { plainGradients } from '../plain-gradients.ts'
import { sgd } from '../sgd.ts'
import { tinyPairs } from './tiny-model.ts'
import { taskColumns } from '../task-columns.ts'
import type { Example } from '../example.ts'
import type { Trainable } from '../trainable.ts'
import { trainedWeights } from '../weights.ts'

export const options = { threads: 1, atOnce: 1, termNorms: false }

/** Both ways to the gradients of the same weights, and their sums. */
export function cachedAndPlain(model: Trainable, loss: Loss, chunkSize: number) {
  const task = { name: '', loss, columns: taskColumns(model, loss, { prompts: true }) }
  const weights = trainedWeights([task], sgd(), { freeze: [], rates: [] })
  return {
    plain: plainGradients(task, weights, options),
    cached: cachedGradients(task, weights, { ...options, chunkSize }),
    weights,
  }
}

export const compute = async (step: GradientStep<unknown>, batch: readonly Example[], seed = 1) =>
  copyGradients(await step.compute(await step.prepare(batch, new AbortController().signal), seed))

/** Largest difference, relative to the largest entry. */
export function difference(a: Gradients, b: Gradients): number {
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

export const withNegatives: Loss = {
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
export const toTarget: Loss = {
  name: 'to target',
  columns: { query: 'embedding', target: 'vector', weight: 'number' },
  source: 'test',
  compute: ({ query, target, weight }) => {
    const distance = sub(query!, target!)
    return reduceSum(mul(reduceSum(mul(distance, distance), [1]), weight!))
  },
}
export const targets = (count: number): Example[] =>
  tinyPairs(count).map(({ query }, i) => ({ query, target: [i % 3, -1, 0.5, i / count], weight: 1 + (i % 4) }))
export const withLists = (count: number): Example[] =>
  tinyPairs(count).map((example, i) => ({
    ...example,
    negatives: tinyPairs(i % 4, { seed: i }).map(({ query }) => query),
  }))
