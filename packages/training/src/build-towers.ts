import { createParameters, type Graph, type Parameters, type Shape, type Tower, type Value } from '@towerkit/graph'
import type { TrainedWeight } from './weights.ts'

/** A graph's parameters: all weights of a run, tables restricted to a symbolic number of rows. */
export function runParameters(graph: Graph, weights: readonly TrainedWeight[]): Parameters {
  const tables = weights.filter(({ indexedBy }) => indexedBy)
  return createParameters(graph, { rows: Object.fromEntries(tables.map(({ name }) => [name, `rows of ${name}`])) })
}

/** Appends a tower that reads the inputs `${column}.${input}`; its symbols other than `batch` belong to the column. */
export function buildColumn(parameters: Parameters, tower: Tower<unknown>, column: { readonly name: string; readonly batch: string }, seed: Value): Value {
  const { graph } = parameters
  const symbol = (shape: Shape) => shape.map(dimension => dimension === 'batch' ? column.batch : typeof dimension === 'string' ? `${column.name} ${dimension}` : dimension)
  const inputs = Object.fromEntries(Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(`${column.name}.${name}`, dtype, symbol(shape))]))
  return tower.build(parameters.at(tower.name), inputs, { seed })
}
