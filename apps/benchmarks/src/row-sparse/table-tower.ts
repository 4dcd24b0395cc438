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
  type Loss,
  type Tower,
  type Tensor,
} from '@towerkit/graph'
import type { Example } from '@towerkit/training'

const batchSize = 256
const length = 16
/** Different rows that a batch names. */
export const rowsOfBatch = batchSize * length

/** The table of a benchmark. */
export interface TableOptions {
  readonly rows: number
  readonly width: number
  /** Transformer blocks above the table. Default 0. */
  readonly layers?: number
  /** Rows that are ever named, spread evenly over the table. Default: all. */
  readonly pool?: number
  random(): number
}

/** A table trained row by row, with a dense layer above it, and batches that name 256 x 16 different rows. */
export function tableTower({ rows, width, layers = 0, pool, random }: TableOptions): {
  readonly tower: Tower<readonly number[]>
  readonly loss: Loss
  /** A batch of drawn rows. */
  draw(): Example[]
  /** A batch of the rows from `first` on. */
  from(first: number): Example[]
} {
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
  const target = Array.from({ length: width }, number)
  const toBatch = (ids: readonly number[]): Example[] =>
    Array.from({ length: batchSize }, (_, i) => ({ items: ids.slice(i * length, (i + 1) * length), target }))
  return {
    tower: {
      name: 'items',
      outputs: { embedding: ['batch', width] },
      inputs: { ids: { dtype: 'int64', shape: ['batch', length] } },
      weights: { table, ...otherWeights(build) },
      tables: { table: ['ids'] },
      collate: inputs => ({
        ids: { dtype: 'int64', shape: [inputs.length, length], data: BigInt64Array.from(inputs.flat(), BigInt) },
      }),
      build,
    },
    loss: {
      name: 'squared distance',
      columns: { items: 'embedding', target: 'vector' },
      source: 'benchmark',
      compute: ({ items, target: vector }) => {
        const difference = sub(items!, vector!)
        return reduceMean(mul(difference, difference))
      },
    },
    // Different rows, so that tables of every size have the same work in each step.
    draw() {
      const ids = new Set<number>()
      while (ids.size < rowsOfBatch) {
        const drawn = Math.floor(random() * (pool ?? rows))
        ids.add(pool === undefined ? drawn : Math.floor((drawn * rows) / pool))
      }
      return toBatch([...ids])
    },
    from: first => toBatch(Array.from({ length: rowsOfBatch }, (_, i) => (first + i) % rows)),
  }
}

/** First weights of everything but the table, which is too large to draw twice. */
function otherWeights(build: Tower['build']): Record<string, Tensor> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, { ids: graph.input('ids', 'int64', ['batch', length]) }, { outputs: ['embedding'] })
  return Object.fromEntries(Object.entries(initialize(parameters, { seed: 1 })).filter(([name]) => name !== 'table'))
}
