import { textBackbone, textInputs, type TextBackbone } from '@towerkit/backbones'
import {
  add,
  constantInitializer,
  createParameters,
  div,
  Graph,
  mul,
  reduceSum,
  slice,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { HeadLayer } from './dense-layer.ts'
import { denseLayers } from './dense-modules.ts'
import { poolAll, type Pooling } from './pooling.ts'

/** A whole network from token ids to raw (not normalised) embeddings. */
export interface TextNetwork {
  /** The contents of config.json. */
  readonly config: object
  /**
   * States of several layers are averaged before the pooling, with trained weights; the number of the first one, 0 for
   * that of the embedding. Default: the last layer's states, unchanged.
   */
  readonly averagedFrom?: number
  /** Several are concatenated. */
  readonly pooling: readonly Pooling[]
  /** Applied one after the other to what was pooled. */
  readonly dense: readonly HeadLayer[]
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
  const hidden = hiddenStates(parameters, textBackbone(config), {
    inputs,
    seed,
    depth,
    ...(even && { even }),
    averagedFrom: network.averagedFrom,
  })
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
    averagedFrom,
  }: BuildTextNetworkOptions & {
    readonly inputs: Readonly<Record<string, Value>>
    readonly averagedFrom?: number | undefined
  },
): Value {
  const context = { ...(!even && { mask: inputs['attention_mask']! }), ...(seed && { seed }) }
  const embedded = backbone.embed(parameters, inputs, context)
  const states = [embedded]
  for (const block of backbone.blocks.slice(0, depth)) states.push(block(parameters, states.at(-1)!, context))
  const last = backbone.norm(parameters, states.at(-1)!)
  return averagedFrom === undefined
    ? last
    : averageOf(parameters, [...states.slice(0, -1), last], { first: averagedFrom, count: backbone.blocks.length + 1 })
}

/** Σ wᵢhᵢ / Σ wᵢ over the layers from the first one, as WeightedLayerPooling has it. */
function averageOf(
  parameters: Parameters,
  states: readonly Value[],
  { first, count }: { readonly first: number; readonly count: number },
): Value {
  const weights = parameters.get('layer_weights', [count - first], constantInitializer(1))
  const weightOf = (layer: number) => slice(weights, { axis: 0, start: layer - first, end: layer - first + 1 })
  const some = states.slice(first)
  const sum = some.map((state, i) => mul(state, weightOf(first + i))).reduce((a, b) => add(a, b))
  return div(sum, reduceSum(slice(weights, { axis: 0, end: some.length }), [0], { keepDimensions: true }))
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
