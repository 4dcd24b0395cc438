import { createParameters, Graph, l2Normalize, type Parameters, type Value, type Tensor } from '@towerkit/graph'
import { denseLayer, type HeadLayer } from './dense-layer.ts'

/**
 * Layers after the pooling, one after the other, and their weights: `dense.0.linear.weight` [dimensions, inputs],
 * `dense.0.linear.bias` [dimensions], `dense.1.norm.weight` [dimensions], and on.
 */
export interface DenseModules {
  readonly layers: readonly HeadLayer[]
  readonly weights: Readonly<Record<string, Tensor>>
}

/** Applies layers one after the other to x [batch, width]; their parameters are below `dense`. */
export function denseLayers(parameters: Parameters, x: Value, layers: readonly HeadLayer[]): Value {
  return layers.reduce((value, layer, i) => denseLayer(parameters.at('dense', i), value, layer), x)
}

/** The graph of only the layers: `pooled` [batch, width] to `embeddings`; its weights are inputs. */
export function denseGraph(
  layers: readonly HeadLayer[],
  { width, normalize }: { readonly width: number; readonly normalize: boolean },
): Graph {
  const graph = new Graph()
  const raw = denseLayers(createParameters(graph), graph.input('pooled', 'float32', ['batch', width]), layers)
  graph.output('embeddings', normalize ? l2Normalize(raw) : raw)
  return graph
}
