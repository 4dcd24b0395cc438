import {
  createParameters,
  fuseAttention,
  Graph,
  l2Normalize,
  quantize,
  type QuantizedGraph,
  type Tensor,
} from '@towerkit/graph'
import { buildTextNetwork, networkInputs } from './text-network.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'

/** How a serving graph is built. */
export interface ServingGraphOptions {
  /** Scales embeddings to unit length. */
  readonly normalize: boolean
  /**
   * Batches have no padding, so that attention needs no mask and the runtime's kernel for that can be used. Default
   * false.
   */
  readonly even?: boolean
}

/** The graph that serves an encoder: token ids to the output `embeddings`; its weights are inputs. */
export function servingGraph(
  { network }: Pick<TextEncoderParts, 'network'>,
  { normalize, even = false }: ServingGraphOptions,
): Graph {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = Object.fromEntries(
    Object.entries(networkInputs(network)).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const raw = buildTextNetwork(parameters, network, { inputs, even })
  graph.output('embeddings', normalize ? l2Normalize(raw) : raw)
  return even ? fuseAttention(graph) : graph
}

/** The graph with its weights, quantised or not. */
export function withPrecision(
  graph: Graph,
  weights: Readonly<Record<string, Tensor>>,
  bits: 4 | 8 | 32,
): Pick<QuantizedGraph, 'graph' | 'weights'> {
  return bits === 32 ? { graph, weights } : quantize(graph, weights, { bits })
}
