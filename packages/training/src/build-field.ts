import { ModelError } from '@towerkit/core'
import { createParameters, type Graph, type Parameters, type Shape, type Tower, type Value } from '@towerkit/graph'
import { towerParameters } from './tower-parameters.ts'
import type { TrainedWeight } from './weights.ts'

/** A graph's parameters: all weights of a run, tables restricted to a symbolic number of rows. */
export function runParameters(graph: Graph, weights: readonly TrainedWeight[]): Parameters {
  const tables = weights.filter(({ indexedBy }) => indexedBy)
  return createParameters(graph, { rows: Object.fromEntries(tables.map(({ name }) => [name, `rows of ${name}`])) })
}

/** What is built for one field. */
export interface FieldToBuild {
  readonly name: string
  readonly tower: Tower
  /** Symbol of the number of items. */
  readonly batch: string
  readonly outputs: readonly string[]
  readonly seed: Value
  readonly setBuffer?: (name: string, value: Value) => void
}

/** The name of a tower's input among those of all fields. */
export function inputName(field: string, input: string): string {
  return `${field}.${input}`
}

/** The symbols of a tower, for a field: 'batch' is the number of its items, others belong to the field. */
export function fieldShape(shape: Shape, { name, batch }: { readonly name: string; readonly batch: string }): Shape {
  return shape.map(dimension =>
    dimension === 'batch' ? batch : typeof dimension === 'string' ? `${name} ${dimension}` : dimension,
  )
}

/**
 * Appends the tower of a field to the graph.
 *
 * @returns its outputs, by name.
 * @throws {ModelError} if the tower does not make an output that it names.
 */
export function buildField(parameters: Parameters, field: FieldToBuild): Readonly<Record<string, Value>> {
  const { name, tower, outputs, seed, setBuffer } = field
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([input, { dtype, shape }]) => [
      input,
      parameters.graph.input(inputName(name, input), dtype, fieldShape(shape, field)),
    ]),
  )
  const towerOutputs = tower.build(towerParameters(parameters, tower), inputs, {
    seed,
    outputs,
    ...(setBuffer && { setBuffer }),
  })
  const missing = outputs.find(output => towerOutputs[output] === undefined)
  if (missing !== undefined)
    throw new ModelError(
      `train: the tower "${tower.name}" made ${Object.keys(towerOutputs).join(', ')}, not its output ` +
        `"${missing}". Return every requested output from build.`,
      { tower: tower.name, output: missing },
    )
  return towerOutputs
}
