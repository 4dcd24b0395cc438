import { createParameters, Graph, l2Normalize, slice, writeOnnx } from '@towerkit/graph'
import { buildNetwork } from './build-network.ts'
import { graphInputs } from './graph-inputs.ts'
import { networkInputs } from './network-inputs.ts'
import type { OmniNetwork } from './network-parts.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import type { Modality, Trunk } from './trunk.ts'

/** Name of the output of a width. */
export function embeddingOf(width: number): string {
  return `embedding_${width}`
}

/**
 * The graph of perceiver, fusion and pooling: the tokens of trunks to an output for each width, scaled to unit length.
 * Weights are inputs by their names.
 */
export function fusionGraph(network: OmniNetwork): Graph {
  const frozen = { ...network, trained: [] }
  const { units, ...types } = networkInputs(frozen)
  const graph = new Graph()
  const inputs = graphInputs(graph, network.choices.pooledPrompt ? types : { ...types, units: units! })
  const z = buildNetwork(createParameters(graph), frozen, { inputs })
  for (const width of network.choices.widths)
    graph.output(embeddingOf(width), l2Normalize(slice(z, { axis: 1, end: width })))
  return graph
}

/** Name of the output of a trunk. */
export const trunkOutput = 'tokens'

/** The graph of a trunk: its inputs to `tokens` [units, tokens, width]. Weights are inputs by their names. */
export function trunkGraph(trunk: Trunk): Graph {
  const graph = new Graph()
  const inputs = graphInputs(graph, trunk.inputs)
  graph.output(trunkOutput, trunk.build(createParameters(graph), inputs))
  return graph
}

/** Perceiver, fusion and pooling as ONNX, with the present weights. */
export function fusionModel({ network, weights }: OmniEncoderParts): Uint8Array {
  const graph = fusionGraph(network)
  const names = new Set(graph.inputs.map(({ name }) => name))
  return writeOnnx(graph, {
    weights: Object.fromEntries(Object.entries(weights).filter(([name]) => names.has(name))),
  })
}

/** The network with every trunk frozen, those that are trained with their present weights. */
export function servedNetwork({ network, weights }: OmniEncoderParts): OmniNetwork {
  const present = <Kind extends Trunk>(part: Modality, trunk: Kind): Kind =>
    network.trained.includes(part)
      ? {
          ...trunk,
          weights: Object.fromEntries(Object.keys(trunk.weights).map(name => [name, weights[`${part}.${name}`]!])),
        }
      : trunk
  return {
    ...network,
    text: present('text', network.text),
    vision: network.vision && present('vision', network.vision),
    sound: network.sound && present('sound', network.sound),
    trained: [],
  }
}
