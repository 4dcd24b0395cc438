import { createParameters, Graph, writeOnnx, type Tensor } from '@towerkit/graph'
import type { HeadConfig } from '../head/head-config.ts'
import { nameVectors } from '../head/name-vectors.ts'

/** The text side as a graph: input `texts` [n, text dimensions], output `names` [n, dimensions]. */
export function namesGraph(config: HeadConfig): Graph {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const texts = graph.input('texts', 'float32', ['texts', config.textDimensions])
  graph.output('names', nameVectors(parameters.at('names'), texts, config))
  return graph
}

/** `namesGraph` with its weights, as ONNX. */
export function namesModel(config: HeadConfig, weights: Readonly<Record<string, Tensor>>): Uint8Array {
  const own = Object.entries(weights).filter(([name]) => name.startsWith('names.'))
  return writeOnnx(namesGraph(config), { weights: Object.fromEntries(own) })
}
