import { seededRandom } from '@towerkit/core'
import {
  createParameters,
  crossEntropy,
  dropout,
  gather,
  Graph,
  initialize,
  l2Normalize,
  linear,
  matmul,
  mul,
  normalInitializer,
  range,
  reduceSum,
  tanh,
  transpose,
  type Loss,
  type Tower,
} from '@towerkit/graph'
import type { Example } from '../example.ts'
import type { Trainable } from '../trainable.ts'

const wordsPerText = 4

/** Size and kind of a `tinyTower`. */
export interface TinyTowerOptions {
  readonly rows?: number
  readonly width?: number
  readonly dimensions?: number
  readonly seed?: number
  /** Whether the table is trained row by row. */
  readonly sparse?: boolean
  /** Dropout of the hidden layer. */
  readonly dropoutRate?: number
}

/** A tower over texts of 4 word numbers: sum of the table's rows, a hidden layer, unit vectors. */
export function tinyTower(
  name: string,
  { rows = 50, width = 8, dimensions = 4, seed: weightSeed = 1, sparse = true, dropoutRate = 0 }: TinyTowerOptions = {},
): Tower<readonly number[]> {
  const build: Tower<unknown>['build'] = (parameters, { ids }, { seed }) => {
    const table = parameters.get('table', [rows, width], normalInitializer(0.5))
    const words = reduceSum(gather(table, ids!), [1])
    const hidden = tanh(linear(parameters.at('hidden'), words, width, { deviation: 0.5 }))
    const output = linear(parameters.at('output'), seed ? dropout(hidden, seed, dropoutRate) : hidden, dimensions, {
      deviation: 0.5,
    })
    return { embedding: l2Normalize(output) }
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = { ids: { dtype: 'int64' as const, shape: ['batch', wordsPerText] } }
  build(parameters, { ids: graph.input('ids', 'int64', inputs.ids.shape) }, { outputs: ['embedding'] })
  return {
    name,
    outputs: { embedding: ['batch', dimensions] },
    inputs,
    weights: initialize(parameters, { seed: weightSeed }),
    ...(sparse && { tables: { table: ['ids'] } }),
    collate: texts => ({
      ids: { dtype: 'int64', shape: [texts.length, wordsPerText], data: BigInt64Array.from(texts.flat(), BigInt) },
    }),
    build,
  }
}

/** One tower for all columns. */
export function sharedModel(tower: Tower<readonly number[]>, labels: readonly string[] = []): Trainable {
  return { tower: column => (labels.includes(column) ? undefined : (tower as Tower<unknown>)) }
}

/** A tower of its own for each column. */
export function twoTowerModel(towers: Readonly<Record<string, Tower<readonly number[]>>>): Trainable {
  return { tower: column => towers[column] as Tower<unknown> | undefined }
}

/** Each query's positive against all positives of the batch. */
export const contrastiveLoss: Loss = {
  name: 'contrastive',
  columns: { query: 'embedding', positive: 'embedding' },
  source: 'test',
  compute: ({ query, positive }) =>
    crossEntropy(mul(matmul(query!, transpose(positive!)), 10), range(query!.graph, query!.shape[0]!)),
}

/** Pairs of texts: the positive has the query's words plus one. */
export function tinyPairs(
  count: number,
  { rows = 50, seed = 9 }: { readonly rows?: number; readonly seed?: number } = {},
): Example[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const query = Array.from({ length: wordsPerText }, () => Math.floor(random() * rows))
    return { query, positive: query.with(0, Math.floor(random() * rows)) }
  })
}
