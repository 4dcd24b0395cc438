import {
  constantInitializer,
  firstLossParameters,
  Graph,
  writeOnnx,
  type Loss,
  type Value,
  type Weight,
} from '@towerkit/graph'
import { createSession, type SessionOptions } from '@towerkit/runtime'
import { buildColumn, runParameters } from './build-towers.ts'
import { dropoutSeed } from './dropout-seed.ts'
import { columnInputs, numberColumn, requireEqualLists, restrictTables, towerFeeds } from './feeds.ts'
import { gradientOutputs, gradientTargets, outputGradients } from './gradient-outputs.ts'
import type { GradientStep } from './gradients.ts'
import { lossColumns } from './loss-columns.ts'
import type { Column, Example } from './towers.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * Towers, loss and backward pass as one graph.
 *
 * @param example Any example; it tells the widths of number columns.
 */
export async function plainGradients(
  columns: readonly Column[],
  weights: readonly TrainedWeight[],
  loss: Loss,
  example: Example,
  options: SessionOptions,
): Promise<GradientStep> {
  const graph = new Graph()
  const parameters = runParameters(graph, weights)
  const values = lossColumns(graph, columns, example, column =>
    buildColumn(
      parameters,
      column.tower!,
      { name: column.name, batch: column.isList ? `${column.name} count` : 'batch', depths: loss.depths ?? [] },
      graph.input(`seed of ${column.name}`, 'int64', []),
    ),
  )
  const own: Record<string, Value> = Object.fromEntries(
    Object.entries(firstLossParameters(loss)).map(([name, { shape }]) => [
      name,
      parameters.at('loss').get(name, shape, constantInitializer(0)),
    ]),
  )
  const value = loss.compute({ ...values, ...own })
  graph.output('loss', value)
  const trained = weights.filter(({ isTrained }) => isTrained)
  outputGradients(value, parameters, trained)
  const session = await createSession(writeOnnx(graph), options)
  const used = new Set(parameters.list().map(({ name }) => name))
  const targets = gradientTargets(trained.filter(({ name }) => used.has(name)))

  return {
    async compute(batch, number) {
      requireEqualLists(columns, batch)
      const feeds: Record<string, Record<string, Weight>> = Object.fromEntries(
        columns.map(column => [
          column.name,
          column.tower
            ? towerFeeds(column, columnInputs(column, batch))
            : { [column.name]: numberColumn(column, batch) },
        ]),
      )
      const { weightFeeds, rows } = restrictTables(weights, Object.values(feeds))
      const tensors = targets(rows)
      const results = await session.run(
        {
          ...Object.fromEntries(Object.entries(weightFeeds).filter(([name]) => used.has(name))),
          ...(Object.assign({}, ...Object.values(feeds)) as Record<string, Weight>),
          ...Object.fromEntries(
            columns.flatMap(({ name, tower }, i) =>
              tower ? [[`seed of ${name}`, dropoutSeed(number, { column: i, chunk: 0 })]] : [],
            ),
          ),
        },
        { into: gradientOutputs(tensors, weightFeeds) },
      )
      return { loss: Number(results['loss']!.data[0]), tensors, rows }
    },
    [Symbol.asyncDispose]: () => session.close(),
  }
}
