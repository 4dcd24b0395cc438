import { Graph, matmul, sigmoid, transpose, writeOnnx } from '@towerkit/graph'

/**
 * Where pictures and texts meet: inputs `regions` [cells, width] and `names` [n, width], output `scores` [cells, n],
 * the sigmoid of their inner products.
 */
export function scoresGraph(width: number): Graph {
  const graph = new Graph()
  const regions = graph.input('regions', 'float32', ['cells', width])
  const names = graph.input('names', 'float32', ['names', width])
  graph.output('scores', sigmoid(matmul(regions, transpose(names))))
  return graph
}

/** `scoresGraph` as ONNX. */
export function scoresModel(width: number): Uint8Array {
  return writeOnnx(scoresGraph(width))
}
