import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import {
  createParameters,
  gather,
  Graph,
  initialize,
  linear,
  mul,
  reduceMean,
  sub,
  tanh,
  transformerBlock,
  type Tower,
  type Weight,
} from '@towerkit/graph'
import { adamW, train, type Example } from '@towerkit/training'

/**
 * Trains a table row by row: goes over all rows once, so that all memory is there, then takes a step for each line on
 * standard input and answers with its milliseconds as JSON.
 */
const { rows, pool, layers = 0 } = JSON.parse(process.argv[2]!) as { rows: number; pool?: number; layers?: number }
const batch = 256
const length = 16
const width = 128
const random = seededRandom(1)
const number = () => 0.2 * random() - 0.1
const table = { dtype: 'float32' as const, shape: [rows, width], data: new Float32Array(rows * width) }
for (let i = 0; i < table.data.length; i++) table.data[i] = number()

const build: Tower<unknown>['build'] = (parameters, { ids }) => {
  let items = gather(
    parameters.get('table', [rows, width], shape => new Float32Array(shape[0]! * shape[1]!)),
    ids!,
  )
  for (let layer = 0; layer < layers; layer++)
    items = transformerBlock(parameters.at('layer', layer), items, { heads: 4 })
  return { embedding: tanh(linear(parameters.at('dense'), reduceMean(items, [1]), width)) }
}

/** First weights of everything but the table, which is too large to draw twice. */
function otherWeights(): Record<string, Weight> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, { ids: graph.input('ids', 'int64', ['batch', length]) }, { outputs: ['embedding'] })
  return Object.fromEntries(Object.entries(initialize(parameters, { seed: 1 })).filter(([name]) => name !== 'table'))
}

const tower: Tower<readonly number[]> = {
  name: 'items',
  outputs: { embedding: ['batch', width] },
  inputs: { ids: { dtype: 'int64', shape: ['batch', length] } },
  weights: { table, ...otherWeights() },
  tables: { table: ['ids'] },
  collate: inputs => ({
    ids: { dtype: 'int64', shape: [inputs.length, length], data: BigInt64Array.from(inputs.flat(), BigInt) },
  }),
  build,
}

/** Different rows, so that tables of every size have the same work in each step. */
function draw(): number[] {
  const ids = new Set<number>()
  while (ids.size < batch * length) {
    const place = Math.floor(random() * (pool ?? rows))
    ids.add(pool === undefined ? place : Math.floor((place * rows) / pool))
  }
  return [...ids]
}

const target = Array.from({ length: width }, number)
const toBatch = (ids: readonly number[]): Example[] =>
  Array.from({ length: batch }, (_, i) => ({ items: ids.slice(i * length, (i + 1) * length), target }))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
let swept = 0
const sampler = {
  next: async () => ({ examples: await nextBatch(), state: {} }),
  restore: async () => {},
}
async function nextBatch(): Promise<Example[]> {
  if (swept < rows) {
    const first = swept
    swept += batch * length
    return toBatch(Array.from({ length: batch * length }, (_, i) => (first + i) % rows))
  }
  const next = toBatch(draw())
  if ((await lines.next()).done) process.exit(0)
  started = performance.now()
  return next
}
await train({
  model: { tower: column => (column === 'items' ? (tower as Tower<unknown>) : undefined) },
  data: sampler,
  loss: {
    name: 'squared distance',
    columns: { items: 'embedding', target: 'vector' },
    source: 'benchmark',
    compute: ({ items, target: wanted }) => {
      const difference = sub(items!, wanted!)
      return reduceMean(mul(difference, difference))
    },
  },
  optimizer: adamW({ learningRate: 1e-3 }),
  steps: 1_000_000,
  session: { threads: 1 },
  onProgress: ({ loss }) => {
    if (started > 0)
      console.log(
        JSON.stringify({ ms: performance.now() - started, loss, peakMiB: process.resourceUsage().maxRSS / 1024 }),
      )
  },
})
