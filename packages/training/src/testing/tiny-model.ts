import { seededRandom } from '@towerkit/core'
import { add, createParameters, div, expand, gather, Graph, initialize, linear, logSoftmax, matmul, mul, neg, normalInitializer, reduceSum, sqrt, tanh, transpose, type Loss, type Tower, type Value } from '@towerkit/graph'
import type { Example, Trainable } from '../towers.ts'

const wordsPerText = 4

/** A tower over texts of 4 word numbers: mean of the table's rows, a hidden layer, unit vectors. */
export function tinyTower(name: string, { rows = 50, width = 8, dimensions = 4, seed = 1, sparse = true }: { readonly rows?: number; readonly width?: number; readonly dimensions?: number; readonly seed?: number; readonly sparse?: boolean } = {}): Tower<readonly number[]> {
  const build: Tower<unknown>['build'] = (parameters, { ids }) => {
    const table = parameters.get('table', [rows, width], normalInitializer(0.5))
    const words = reduceSum(gather(table, ids!), [1])
    const hidden = tanh(linear(parameters.at('hidden'), words, width, { deviation: 0.5 }))
    const output = linear(parameters.at('output'), hidden, dimensions, { deviation: 0.5 })
    return div(output, expand(sqrt(add(reduceSum(mul(output, output), [1], { keepDimensions: true }), 1e-6)), output.shape))
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = { ids: { dtype: 'int64' as const, shape: ['batch', wordsPerText] } }
  build(parameters, { ids: graph.input('ids', 'int64', inputs.ids.shape) }, {})
  return {
    name,
    dimensions,
    inputs,
    weights: initialize(parameters, { seed }),
    ...(sparse && { tables: { table: ['ids'] } }),
    collate: texts => ({ ids: { dtype: 'int64', shape: [texts.length, wordsPerText], data: BigInt64Array.from(texts.flat(), BigInt) } }),
    build,
  }
}

/** One tower for all columns. */
export function sharedModel(tower: Tower<readonly number[]>, labels: readonly string[] = []): Trainable {
  return { tower: column => labels.includes(column) ? undefined : tower as Tower<unknown> }
}

/** A tower of its own for each column. */
export function twoTowerModel(towers: Readonly<Record<string, Tower<readonly number[]>>>): Trainable {
  return { tower: column => towers[column] as Tower<unknown> | undefined }
}

/** −mean log softmax of the scores of the diagonal. */
export const contrastiveLoss: Loss = {
  name: 'contrastive',
  columns: ['query', 'positive'],
  source: 'test',
  compute: ({ query, positive }) => {
    const logits = mul(matmul(query!, transpose(positive!)), 10)
    const correct = reduceSum(mul(query!, positive!))
    return mul(sumOfLogPartitions(logits, correct), 0.05)
  },
}

/** Σ log Σ exp(row) − 10·Σ diagonal, written with ops that any batch size fits. */
function sumOfLogPartitions(logits: Value, correct: Value): Value {
  const first = logits.shape[0]!
  const partitions = reduceSum(neg(gather(logSoftmax(logits, 1), logits.graph.constant([0], 'int64'), 1)))
  return add(mul(reduceSum(gather(logits, logits.graph.constant([0], 'int64'), 1)), 1), add(partitions, mul(correct, first === 0 ? 0 : -10)))
}

/** Pairs of texts: the positive has the query's words plus one. */
export function tinyPairs(count: number, { rows = 50, seed = 9 }: { readonly rows?: number; readonly seed?: number } = {}): Example[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const query = Array.from({ length: wordsPerText }, () => Math.floor(random() * rows))
    return { query, positive: query.with(0, Math.floor(random() * rows)) }
  })
}
