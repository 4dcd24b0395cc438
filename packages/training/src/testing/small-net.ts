import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import {
  createParameters,
  embeddingAfter,
  Graph,
  initialize,
  linear,
  mul,
  reduceMean,
  sub,
  tanh,
  type Loss,
  type Parameters,
  type Tower,
  type Value,
} from '@towerkit/graph'
import { adamW } from '../adamw.ts'
import type { RunOptions, SingleTask } from '../train-options.ts'

export type Options = RunOptions & SingleTask

const folders: string[] = []
export const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'training-'))
  folders.push(path)
  return path
}
afterAll(async () => {
  for (const path of folders) await rm(path, { recursive: true })
})

/** Three layers that can be cut. */
export function smallNet(): Tower<readonly number[]> {
  const build = (parameters: Parameters, x: Value, depth = 3) => {
    for (let layer = 0; layer < depth; layer++)
      x = tanh(linear(parameters.at('layer', layer), x, 4, { deviation: 0.5 }))
    return x
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, graph.input('x', 'float32', ['batch', 4]))
  return {
    name: 'net',
    outputs: Object.fromEntries(['embedding', embeddingAfter(1), embeddingAfter(2)].map(name => [name, ['batch', 4]])),
    weights: initialize(parameters, { seed: 5 }),
    inputs: { x: { dtype: 'float32', shape: ['batch', 4] } },
    collate: rows => ({ x: { dtype: 'float32', shape: [rows.length, 4], data: Float32Array.from(rows.flat()) } }),
    build: (scope, { x }) => ({
      embedding: build(scope, x!),
      [embeddingAfter(1)]: build(scope, x!, 1),
      [embeddingAfter(2)]: build(scope, x!, 2),
    }),
  }
}

export const loss: Loss = {
  name: 'distance',
  columns: { input: 'embedding', target: 'vector' },
  source: 'test',
  compute: ({ input, target }) => {
    const difference = sub(input!, target!)
    return reduceMean(mul(difference, difference))
  },
}
export const data = Array.from({ length: 16 }, (_, i) => ({
  input: [Math.sin(i), Math.cos(i), i / 16, 1],
  target: [Math.cos(2 * i) / 2, 0.3, -i / 20, Math.sin(i) / 3],
}))

export function options(net: Tower<readonly number[]>, more: Partial<Options> = {}): Options {
  return {
    model: { tower: column => (column === 'input' ? (net as Tower<unknown>) : undefined) },
    data,
    loss,
    optimizer: adamW({ learningRate: 0.02 }),
    steps: 12,
    batchSize: 4,
    seed: 3,
    session: { threads: 1 },
    ...more,
  }
}
export const values = (net: Tower<readonly number[]>) =>
  Object.fromEntries(Object.entries(net.weights).map(([name, weight]) => [name, [...(weight.data as Float32Array)]]))
export const bytes = (net: Tower<readonly number[]>) => JSON.stringify(values(net))
