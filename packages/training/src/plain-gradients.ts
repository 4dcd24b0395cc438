import { Graph, gradients, writeOnnx, type Loss, type Value } from '@towerkit/graph'
import { createSession, type SessionOptions } from '@towerkit/runtime'
import { buildColumn, runParameters } from './build-towers.ts'
import { columnInputs, numberColumn, restrictTables, towerFeeds } from './feeds.ts'
import type { GradientStep } from './gradients.ts'
import { lossColumns } from './loss-columns.ts'
import type { Column, Example } from './towers.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * Towers, loss and backward pass as one graph.
 *
 * @param example Any example; it tells the widths of number columns.
 */
export async function plainGradients(columns: readonly Column[], weights: readonly TrainedWeight[], loss: Loss, example: Example, options: SessionOptions): Promise<GradientStep> {
  const graph = new Graph()
  const parameters = runParameters(graph, weights)
  const seed = graph.input('seed', 'int64', [])
  const values = lossColumns(graph, columns, example, column => buildColumn(parameters, column.tower!, { name: column.name, batch: column.isList ? `${column.name} count` : 'batch' }, seed))
  const own: Record<string, Value> = Object.fromEntries(Object.entries(loss.parameters ?? {}).map(([name, value]) => [name, parameters.at('loss').get(name, [], () => Float32Array.of(value))]))
  const value = loss.compute({ ...values, ...own })
  graph.output('loss', value)
  const used = parameters.list()
  gradients(value, used.map(({ value: parameter }) => parameter)).forEach((gradient, i) => graph.output(`gradient of ${used[i]!.name}`, gradient))
  const session = await createSession(writeOnnx(graph), options)

  return {
    async compute(batch, number) {
      const feeds: Record<string, Record<string, ReturnType<typeof numberColumn>>> = Object.fromEntries(columns.map(column =>
        [column.name, column.tower ? towerFeeds(column, columnInputs(column, batch)) : { [column.name]: numberColumn(column, batch) }]))
      const { weightFeeds, rows } = restrictTables(weights, Object.values(feeds))
      const wanted = new Set(used.map(({ name }) => name))
      const results = await session.run({
        ...Object.fromEntries(Object.entries(weightFeeds).filter(([name]) => wanted.has(name))),
        ...Object.assign({}, ...Object.values(feeds)),
        seed: { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(number)) },
      })
      return {
        loss: Number(results['loss']!.data[0]),
        tensors: Object.fromEntries(used.map(({ name }) => [name, results[`gradient of ${name}`]!.data as Float32Array<ArrayBuffer>])),
        rows,
      }
    },
    [Symbol.asyncDispose]: () => session.close(),
  }
}
