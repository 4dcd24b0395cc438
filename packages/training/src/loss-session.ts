import { Graph, gradients, writeOnnx, type Value, type Tensor } from '@towerkit/graph'
import { createSession, type Session, type SessionOptions } from '@towerkit/runtime'
import { fieldShape, runParameters } from './build-field.ts'
import { batchSymbol, lossParameters, numberInputs, outputLoss, type TermOutput } from './loss-graph.ts'
import type { WeighedTask } from './weighed-task.ts'
import type { TrainedWeight } from './weights.ts'

/** The graph of a loss over what the towers made. */
export interface LossSession {
  readonly session: Session
  readonly terms: readonly TermOutput[]
  /** Names of the loss's parameters. */
  readonly parameters: readonly string[]
  /** The outputs that are gradients, by the column or the parameter that each is of. */
  readonly gradients: ReadonlyMap<string, string>
}

/** Makes the graph of a loss, with its gradients with respect to embeddings and its own parameters. */
export async function lossSession(
  task: WeighedTask,
  weights: readonly TrainedWeight[],
  { numbers, ...options }: SessionOptions & { readonly numbers: Readonly<Record<string, Tensor>> },
): Promise<LossSession> {
  const graph = new Graph()
  const parameters = runParameters(graph, weights)
  const columns: Record<string, Value> = {}
  for (const field of task.columns.encoded)
    for (const { column, output } of field.outputs)
      columns[column] = graph.input(
        column,
        'float32',
        fieldShape(field.tower.outputs[output]!, { name: field.name, batch: batchSymbol(field) }),
      )
  const ownParameters = lossParameters(parameters, task)
  const { value, outputs } = outputLoss(graph, task, {
    ...columns,
    ...numberInputs(graph, task.columns, numbers),
    ...ownParameters,
  })
  const names = new Set(weights.filter(({ isTrained }) => isTrained).map(({ name }) => name))
  const trained = parameters.list().filter(({ name }) => names.has(name))
  const targets = [
    ...Object.entries(columns),
    ...trained.map(({ name, value: parameter }) => [name, parameter] as const),
  ]
  const named = gradients(
    value,
    targets.map(([, target]) => target),
  ).map((gradient, i) => {
    const output = `gradient ${i}`
    graph.output(output, gradient)
    return [targets[i]![0], output] as const
  })
  return {
    session: await createSession(writeOnnx(graph), options),
    terms: outputs,
    parameters: parameters.list().map(({ name }) => name),
    gradients: new Map(named),
  }
}
