import { add, Graph, gradients, mul, reduceSum, writeOnnx, type Tower, type Value, type Weight } from '@towerkit/graph'
import { createSession, type Session, type SessionOptions } from '@towerkit/runtime'
import { buildField, fieldShape, runParameters } from './build-field.ts'
import { gradientTargets, outputGradients, type GradientTargets } from './gradient-outputs.ts'
import { batchSymbol, lossParameters, numberInputs, outputLoss, type TermOutput } from './step-graph.ts'
import type { TrainedWeight, WeighedTask } from './weights.ts'

/** The graphs of one tower over a chunk of items. */
export interface TowerSessions {
  readonly embed: Session
  /** Missing if nothing of the tower is trained. */
  readonly backward: Session | undefined
  /** Names of the weights that it reads. */
  readonly used: readonly string[]
  readonly targets: GradientTargets
}

/** The graph of a loss over what the towers made. */
export interface LossSession {
  readonly session: Session
  readonly terms: readonly TermOutput[]
  /** Names of the loss's parameters. */
  readonly parameters: readonly string[]
  /** The outputs that are gradients, by the column or the parameter that each is of. */
  readonly gradients: ReadonlyMap<string, string>
}

/** The seed of a tower's graphs. */
export const seedInput = 'seed'

/** Input of the backward graph: the gradient of the loss with respect to an output of the tower. */
export function outputGradientName(output: string): string {
  return `gradient with respect to ${output}`
}

/** Makes the graphs of a tower that give some of its outputs, and carry gradients of these back to its weights. */
export async function towerSessions(
  tower: Tower,
  weights: readonly TrainedWeight[],
  { outputs, ...options }: SessionOptions & { readonly outputs: readonly string[] },
): Promise<TowerSessions> {
  const trained = weights.filter(({ isTrained }) => isTrained)
  const build = (isBackward: boolean) => {
    const graph = new Graph()
    const parameters = runParameters(graph, weights)
    const seed = graph.input(seedInput, 'int64', [])
    const made = buildField(parameters, { name: tower.name, tower, batch: 'batch', outputs, seed })
    if (isBackward) {
      // Its gradient is that of the loss: the gradient of each output is a constant here.
      const products = outputs.map(output =>
        reduceSum(mul(made[output]!, graph.input(outputGradientName(output), 'float32', made[output]!.shape))),
      )
      outputGradients(
        products.reduce((sum, product) => add(sum, product)),
        parameters,
        trained,
      )
    } else for (const output of outputs) graph.output(output, made[output]!)
    return { model: writeOnnx(graph), used: parameters.list().map(({ name }) => name) }
  }
  const { model, used } = build(false)
  const own = trained.filter(({ name }) => used.includes(name))
  return {
    embed: await createSession(model, options),
    backward: own.length > 0 ? await createSession(build(true).model, options) : undefined,
    used,
    targets: gradientTargets(own),
  }
}

/** Makes the graph of a loss, with its gradients with respect to embeddings and its own parameters. */
export async function lossSession(
  task: WeighedTask,
  weights: readonly TrainedWeight[],
  { numbers, ...options }: SessionOptions & { readonly numbers: Readonly<Record<string, Weight>> },
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
  const own = lossParameters(parameters, task)
  const { value, outputs } = outputLoss(graph, task, {
    ...columns,
    ...numberInputs(graph, task.columns, numbers),
    ...own,
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
