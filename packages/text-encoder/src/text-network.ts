import { textBackbone, textInputs, type TextBackbone } from '@towerkit/backbones'
import { createParameters, Graph, type Parameters, type Value } from '@towerkit/graph'
import type { DenseLayer } from './dense-layer.ts'
import { denseLayers } from './dense-modules.ts'
import { poolAll, type Pooling } from './pooling.ts'

/** A whole network from token ids to raw (not normalised) embeddings. */
export interface TextNetwork {
  /** The contents of config.json. */
  readonly config: object
  /** Several are put side by side. */
  readonly pooling: readonly Pooling[]
  /** Applied one after the other to what was pooled. */
  readonly dense: readonly DenseLayer[]
  /** Whether tokens of a prompt count in the pooling. */
  readonly includePrompt: boolean
}

/** Options of `buildTextNetwork`. */
export interface BuildTextNetworkOptions {
  /** int64 scalar: turns dropout on. */
  readonly seed?: Value | undefined
  /** How many blocks to run, from the first. Default all. */
  readonly depth?: number | undefined
  /** No row of a batch has padding: attention is built without a mask. Default false. */
  readonly even?: boolean
}

/** Inputs of a network: those of its backbone, and what else it needs to know of the tokens. */
export function networkInputs({
  config,
  includePrompt,
}: TextNetwork): Readonly<Record<string, { readonly dtype: 'int64'; readonly shape: readonly string[] }>> {
  const more = [
    ...(includePrompt ? [] : ['pooling_mask']),
    ...(textBackbone(config).positionPadding === undefined ? [] : ['position_ids']),
  ]
  return { ...textInputs, ...Object.fromEntries(more.map(name => [name, textInputs.input_ids])) }
}

/** Length of the embeddings of a network. */
export function networkDimensions({ config, pooling, dense }: TextNetwork): number {
  return dense.at(-1)?.dimensions ?? textBackbone(config).width * pooling.length
}

/**
 * Appends the network to the graph of `parameters`: the backbone's parameters with Hugging Face's names, and
 * `dense.0.linear.weight` and on.
 *
 * @returns [batch, dimensions]
 */
export function buildTextNetwork(
  parameters: Parameters,
  network: TextNetwork,
  { inputs, seed, depth, even }: BuildTextNetworkOptions & { readonly inputs: Readonly<Record<string, Value>> },
): Value {
  const { config, pooling, dense } = network
  const mask = inputs['attention_mask']!
  const hidden = hiddenStates(parameters, textBackbone(config), { inputs, seed, depth, ...(even && { even }) })
  const pooled = poolAll({ hidden, mask, counted: inputs['pooling_mask'] }, pooling)
  return denseLayers(parameters, pooled, dense)
}

/** Token ids to the hidden states that are pooled: [batch, sequence, width]. */
export function hiddenStates(
  parameters: Parameters,
  backbone: TextBackbone,
  {
    inputs,
    seed,
    depth = backbone.blocks.length,
    even = false,
  }: BuildTextNetworkOptions & { readonly inputs: Readonly<Record<string, Value>> },
): Value {
  const context = { ...(!even && { mask: inputs['attention_mask']! }), ...(seed && { seed }) }
  const embedded = backbone.embed(parameters, inputs, context)
  return backbone.norm(
    parameters,
    backbone.blocks.slice(0, depth).reduce((state, block) => block(parameters, state, context), embedded),
  )
}

/** The parameters of a network, in a graph of their own. */
export function networkParameters(network: TextNetwork): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const inputs = Object.fromEntries(
    Object.entries(networkInputs(network)).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  buildTextNetwork(parameters, network, { inputs })
  return parameters
}
