import { createParameters, Graph, initialize, type Tensor } from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'
import { trainingInputs } from './training-inputs.ts'
import { trainingScores } from './training-network.ts'
import { trainingOptions } from './training-options.ts'

/** First weights of a recommender, those of every term of its loss. */
export function initialWeights(config: RecommenderConfig, { seed }: { readonly seed: number }): Record<string, Tensor> {
  const options = trainingOptions({}, config)
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(trainingInputs(config, options)).map(([name, { dtype, shape }]) => [
      name,
      graph.input(name, dtype, shape),
    ]),
  )
  const parameters = createParameters(graph)
  trainingScores(parameters, inputs, { config, options })
  return initialize(parameters, { seed })
}
