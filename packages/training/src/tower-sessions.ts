import { add, Graph, mul, reduceSum, writeOnnx, type Tower } from '@towerkit/graph'
import { createSession, type Session, type SessionOptions } from '@towerkit/runtime'
import { buildField, runParameters } from './build-field.ts'
import { gradientTargets, outputGradients, type GradientTargets } from './gradient-outputs.ts'
import type { TrainedWeight } from './weights.ts'

/** The graphs of one tower over a chunk of items. */
export interface TowerSessions {
  readonly embed: Session
  /** Missing if nothing of the tower is trained. */
  readonly backward: Session | undefined
  /** Names of the weights that it reads. */
  readonly used: readonly string[]
  readonly targets: GradientTargets
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
    const values = buildField(parameters, { name: tower.name, tower, batch: 'batch', outputs, seed })
    if (isBackward) {
      // Its gradient is that of the loss: the gradient of each output is a constant here.
      const products = outputs.map(output =>
        reduceSum(mul(values[output]!, graph.input(outputGradientName(output), 'float32', values[output]!.shape))),
      )
      outputGradients(
        products.reduce((sum, product) => add(sum, product)),
        parameters,
        trained,
      )
    } else for (const output of outputs) graph.output(output, values[output]!)
    return { model: writeOnnx(graph), used: parameters.list().map(({ name }) => name) }
  }
  const { model, used } = build(false)
  const trainedHere = trained.filter(({ name }) => used.includes(name))
  return {
    embed: await createSession(model, options),
    backward: trainedHere.length > 0 ? await createSession(build(true).model, options) : undefined,
    used,
    targets: gradientTargets(trainedHere),
  }
}
