import {
  createParameters,
  Graph,
  initialize,
  type Dtype,
  type Parameters,
  type Shape,
  type Tensor,
} from '@towerkit/graph'
import { buildNetwork } from './build-network.ts'
import { trunksOf, type OmniNetwork } from './network-parts.ts'
import { graphInputs, type InputTypes } from './graph-inputs.ts'
import type { Modality } from './trunk.ts'

const tokens = { dtype: 'int64', shape: ['batch', 'sequence'] } as const
const visual = { dtype: 'int64', shape: ['visuals', 'visual tokens'] } as const

/**
 * What a network reads:
 *
 * - `layout` int64 [batch, sequence]: which row of all tokens stands where, 0 for padding. Rows: one of zeros, the
 *   sounds, the latents of each visual, the tokens of texts.
 * - `units` int64 [batch, sequence]: what a token belongs to; see `units`.
 * - `sound_states` [sounds, width], `vision_states` [vision rows, width], `text_states` [text rows, width]: tokens of
 *   frozen trunks. A trunk that is trained has its own inputs instead, and sound `sound_pieces` float32 [sounds,
 *   pieces], shares of the pieces.
 * - `vision_index`, `vision_mask`, `vision_frames` int64 [visuals, visual tokens]: see `VisualTokens`.
 */
export function networkInputs(network: OmniNetwork): InputTypes {
  const types: Record<string, { readonly dtype: Dtype; readonly shape: Shape }> = { layout: tokens, units: tokens }
  for (const [part, trunk] of Object.entries(trunksOf(network)) as [Modality, NonNullable<OmniNetwork[Modality]>][]) {
    const count = part === 'sound' ? 'sounds' : `${part} rows`
    if (!network.trained.includes(part)) types[`${part}_states`] = { dtype: 'float32', shape: [count, trunk.width] }
    else
      for (const [name, { dtype, shape }] of Object.entries(trunk.inputs))
        types[`${part}.${name}`] = {
          dtype,
          shape: shape.map(length => (length === 'units' ? `${part} units` : length)),
        }
  }
  if (network.trained.includes('sound')) types['sound_pieces'] = { dtype: 'float32', shape: ['sounds', 'sound units'] }
  if (network.vision) Object.assign(types, { vision_index: visual, vision_mask: visual, vision_frames: visual })
  return types
}

/** The parameters of the part that is trained, in a graph of their own. */
export function networkParameters(network: OmniNetwork): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  buildNetwork(parameters, network, { inputs: graphInputs(graph, networkInputs(network)) })
  return parameters
}

/** First weights: those of the trunks that are trained and of the blocks of the fusion, all others random. */
export function firstWeights(network: OmniNetwork, seed: number): Record<string, Tensor> {
  const known: Record<string, Tensor> = prefixed('text', network.text.fusionWeights)
  for (const part of network.trained) Object.assign(known, prefixed(part, network[part]!.weights))
  const random = initialize(networkParameters(network), { seed })
  for (const [name, weight] of Object.entries(random)) if (isNarrow.test(name)) widen(weight)
  return Object.fromEntries(Object.entries(random).map(([name, weight]) => [name, known[name] ?? weight]))
}

/** Matrices of layers that are new. */
const isNarrow = /^(perceiver|fusion|sound_adapter|text_projection)\..*\.?weight$/

/**
 * From BERT's deviation of 0.02 to 1/√inputs, which keeps the scale of what passes. At 0.02, layers as narrow as these
 * add a few hundredths of what they see to a latent at first, and learn for a long time before pictures matter.
 */
function widen({ data, shape }: Tensor): void {
  if (shape.length !== 2) return
  const factor = 1 / (0.02 * Math.sqrt(shape[1]!))
  for (let i = 0; i < data.length; i++) data[i] = Number(data[i]) * factor
}

/** Weights of a part by their names among all. */
export function prefixed(part: Modality, weights: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${part}.${name}`, weight]))
}
