import { ArgumentError } from '@towerkit/core'
import { createParameters, type Graph, type Parameters, type Shape, type Tower, type Value } from '@towerkit/graph'
import type { TrainedWeight } from './weights.ts'

/** A graph's parameters: all weights of a run, tables restricted to a symbolic number of rows. */
export function runParameters(graph: Graph, weights: readonly TrainedWeight[]): Parameters {
  const tables = weights.filter(({ indexedBy }) => indexedBy)
  return createParameters(graph, { rows: Object.fromEntries(tables.map(({ name }) => [name, `rows of ${name}`])) })
}

/** What is built for one column. */
export interface ColumnToBuild {
  readonly name: string
  /** Symbol of the number of inputs. */
  readonly batch: string
  /** Cut versions to build beside the whole tower: `Loss.depths`. */
  readonly depths: readonly number[]
}

/** Names of the embeddings of a column: its own, and those of the tower cut after some layers, with the depth. */
export function embeddingsOf(
  { name, tower }: { readonly name: string; readonly tower: Tower<unknown> | undefined },
  depths: readonly number[],
): { readonly name: string; readonly depth: number | undefined }[] {
  const cut = tower?.layers === undefined ? [] : depths
  const deep = cut.find(depth => depth > tower!.layers!)
  if (deep !== undefined)
    throw new ArgumentError(
      `train: the loss wants the embeddings after ${deep} layers, the tower "${tower!.name}" has ` +
        `${tower!.layers}. Give smaller depths.`,
      { depth: deep, layers: tower!.layers },
    )
  return [{ name, depth: undefined }, ...cut.map(depth => ({ name: `${name}@${depth}`, depth }))]
}

/**
 * Appends a tower that reads the inputs `${column}.${input}`; its symbols other than `batch` belong to the column. Cut
 * versions share the layers that they have in common, because equal nodes are emitted once.
 *
 * @returns embeddings by the names of `embeddingsOf`.
 */
export function buildColumn(
  parameters: Parameters,
  tower: Tower<unknown>,
  column: ColumnToBuild,
  seed: Value,
): Record<string, Value> {
  const { graph } = parameters
  const symbol = (shape: Shape) =>
    shape.map(dimension =>
      dimension === 'batch' ? column.batch : typeof dimension === 'string' ? `${column.name} ${dimension}` : dimension,
    )
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [
      name,
      graph.input(`${column.name}.${name}`, dtype, symbol(shape)),
    ]),
  )
  return Object.fromEntries(
    embeddingsOf({ name: column.name, tower }, column.depths).map(({ name, depth }) => [
      name,
      tower.build(parameters.at(tower.name), inputs, { seed, ...(depth !== undefined && { depth }) }),
    ]),
  )
}
