import { requireKnownOptions, type Tensor } from '@towerkit/core'
import type { Shape } from '../dimension.ts'
import { isFloat } from '../dtype.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { firstLossParameters, type Loss } from '../loss.ts'
import { lossValue } from '../loss-terms.ts'
import { removeDeadNodes } from '../remove-dead-nodes.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'
import type { RunModel } from './check-gradient.ts'

/** How a column of a loss is filled. */
export interface FilledColumn {
  readonly shape: readonly number[]
  /** Default that of the embeddings. */
  readonly dtype?: 'int64' | 'bool'
  /** Fixed elements, such as labels, which are not differentiated. Default: drawn. */
  readonly data?: readonly number[]
  /** The shape with symbols. Default: `batch` where the length is 5. */
  readonly symbols?: Shape
}

/** Columns by name. */
export type FilledColumns = Readonly<Record<string, FilledColumn>>

/** Options of `evaluateLoss`. */
export interface EvaluateLossOptions {
  readonly run: RunModel
  readonly columns: FilledColumns
  /** Elements of a column that has no `data`. */
  readonly data: (column: FilledColumn) => readonly number[]
  /** Builds the graph with symbols for lengths. */
  readonly symbolic: boolean
}

/** A loss in a graph of its own columns and parameters, float32. */
export function lossOf(loss: Loss, graph: Graph, columns: FilledColumns, symbolic = false): Value {
  const values = Object.entries(columns).map(([name, { shape, dtype, symbols }]) => [
    name,
    graph.input(
      name,
      dtype ?? 'float32',
      symbolic ? (symbols ?? shape.map(length => (length === 5 ? 'batch' : length))) : shape,
    ),
  ])
  const parameters = Object.entries(firstLossParameters(loss)).map(([name, { shape }]) => [
    name,
    graph.input(name, 'float32', shape),
  ])
  return lossValue(loss, Object.fromEntries([...values, ...parameters]) as Record<string, Value>)
}

/** The value of a loss as `loss` and the gradients of its drawn columns and parameters by their names. */
export async function evaluateLoss(loss: Loss, options: EvaluateLossOptions): Promise<Record<string, number[]>> {
  const { run, columns, data, symbolic } = requireKnownOptions('evaluateLoss', options, {
    run: true,
    columns: true,
    data: true,
    symbolic: true,
  })
  const graph = new Graph()
  const value = lossOf(loss, graph, columns, symbolic)
  graph.output('loss', value)
  const targets = graph.inputs.filter(({ name, dtype }) => isFloat(dtype) && columns[name]?.data === undefined)
  gradients(value, targets).forEach((gradient, i) => graph.output(`gradient of ${targets[i]!.name}`, gradient))
  const feeds = {
    ...Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, weightOf(column, column.data ?? data(column))]),
    ),
    ...firstLossParameters(loss),
  }
  const results = await run(writeOnnx(removeDeadNodes(graph)), feeds, { optimized: true })
  return Object.fromEntries(
    ['loss', ...targets.map(({ name }) => name)].map(name => [
      name,
      Array.from(results[name === 'loss' ? name : `gradient of ${name}`]!.data, Number),
    ]),
  )
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

function weightOf({ shape, dtype }: FilledColumn, data: readonly number[]): Tensor {
  switch (dtype) {
    case 'int64':
      return { dtype, shape, data: BigInt64Array.from(data, BigInt) }
    case 'bool':
      return { dtype, shape, data: Uint8Array.from(data) }
    default:
      return { dtype: 'float32', shape, data: Float32Array.from(data) }
  }
}
