import { seededRandom } from '@towerkit/core'
import { createParameters, gelu, Graph, initialize, linear, writeOnnx } from '@towerkit/graph'
import { tensor, type Tensors } from '@towerkit/runtime'

/** Workers of the pools that are measured. */
export const workers = 2

/** `layers` dense layers of 384 with GELU between, weights inside: about the work of a small encoder. */
export function denseModel(layers: number): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  let x = graph.input('x', 'float32', ['rows', 384])
  for (let layer = 0; layer < layers; layer++) x = gelu(linear(parameters.at('layer', layer), x, 384))
  graph.output('y', x)
  return writeOnnx(graph, { weights: initialize(parameters, { seed: 1 }) })
}

const random = seededRandom(1)

/** Random inputs of a dense model. */
export function rowsOf(count: number): Tensors {
  return { x: tensor('float32', [count, 384], Float32Array.from({ length: count * 384 }, random)) }
}
