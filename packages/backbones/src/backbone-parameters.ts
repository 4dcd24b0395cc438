import { createParameters, Graph, type Parameters } from '@towerkit/graph'
import type { Backbone } from './backbone.ts'

/**
 * The parameters of a backbone, in a graph of their own: for `initialize`, or to know what its files must hold.
 *
 * @example
 * const weights = initialize(backboneParameters(backbone), { seed: 1 })
 */
export function backboneParameters(backbone: Backbone): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = Object.fromEntries(
    Object.entries(backbone.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const embedded = backbone.embed(parameters, inputs)
  backbone.norm(
    parameters,
    backbone.blocks.reduce((hidden, block) => block(parameters, hidden, {}), embedded),
  )
  return parameters
}
