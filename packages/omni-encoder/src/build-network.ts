import {
  add,
  cast,
  concat,
  deriveSeed,
  expand,
  gather,
  gelu,
  greater,
  layerNorm,
  linear,
  matmul,
  meanPooling,
  mul,
  normalInitializer,
  not,
  equal,
  productOf,
  reshape,
  tanh,
  transformerBlock,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { buildPerceiver } from './build-perceiver.ts'
import { keptTokens } from './kept-tokens.ts'
import type { OmniNetwork } from './network-parts.ts'
import type { Modality } from './trunk.ts'

type Values = Readonly<Record<string, Value>>

/** Options of `buildNetwork`. */
export interface BuildNetworkOptions {
  /** By the names of `networkInputs`. */
  readonly inputs: Values
  /** int64 scalar that turns dropout, and leaving out of fields and parts, on. */
  readonly seed?: Value | undefined
}

/** Chosen not to collide with the positions of dropout in one another's parts. */
const seedPlaces = { perceiver: 1, fusion: 2, text: 3, kept: 4 } as const

/**
 * Appends perceiver, adapter of sound, fusion and pooling, and trunks that are trained:
 *
 *   T = [sound ; vision ; text], z = mean over unpadded tokens of tanh(fusion(T))
 *
 * @returns [batch, largest width], not scaled.
 *
 * @see SAIL-Embedding, arXiv 2510.12709.
 */
export function buildNetwork(
  parameters: Parameters,
  network: OmniNetwork,
  { inputs, seed }: BuildNetworkOptions,
): Value {
  return pooled(network, { hidden: fusedStates(parameters, network, { inputs, seed }), inputs, seed })
}

/** The states of the fusion, [batch, sequence, width], before tanh and mean. */
export function fusedStates(
  parameters: Parameters,
  network: OmniNetwork,
  { inputs, seed }: BuildNetworkOptions,
): Value {
  const { choices, text } = network
  const width = choices.widths[0]!
  const layout = inputs['layout']!
  const at = (place: number) => seed && { seed: deriveSeed(seed, place) }
  const tokens = gather(tokenRows(parameters, network, { inputs, seed }), layout)
  const mask = tokenMask(network, inputs, seed)
  if (choices.textBlocks > 0) return text.fuse(parameters.at('text'), tokens, { mask, ...at(seedPlaces.text) })
  const fusion = parameters.at('fusion')
  let hidden = layerNorm(fusion.at('norm'), tokens)
  const from = at(seedPlaces.fusion)
  for (let layer = 0; layer < choices.fusionLayers; layer++)
    hidden = transformerBlock(fusion.at('layer', layer), hidden, {
      heads: choices.heads,
      mask,
      epsilon: 1e-5,
      ...(from && { dropout: { rate: choices.dropout, seed: deriveSeed(from.seed, layer) } }),
    })
  return reshape(hidden, [layout.shape[0]!, layout.shape[1]!, width])
}

function pooled(
  { choices }: OmniNetwork,
  { hidden, inputs, seed }: { readonly hidden: Value; readonly inputs: Values; readonly seed: Value | undefined },
): Value {
  const mask = tokenMask({ choices } as OmniNetwork, inputs, seed)
  if (choices.pooledPrompt) return meanPooling(tanh(hidden), mask)
  return meanPooling(tanh(hidden), mul(mask, cast(not(equal(inputs['units']!, 0)), 'int64')))
}

/** 1 for tokens that count in this step, 0 for padding and what is left out; int64 [batch, sequence]. */
function tokenMask({ choices }: Pick<OmniNetwork, 'choices'>, inputs: Values, seed: Value | undefined): Value {
  const present = cast(greater(inputs['layout']!, 0), 'int64')
  if (!seed || (choices.fieldDrop === 0 && choices.partDrop === 0)) return present
  return keptTokens({ present, units: inputs['units']! }, { choices, seed: deriveSeed(seed, seedPlaces.kept) })
}

/** All tokens that there are: a row of zeros for padding, then those of sounds, visuals and texts. [rows, width] */
function tokenRows(parameters: Parameters, network: OmniNetwork, { inputs, seed }: BuildNetworkOptions): Value {
  const { choices, vision, sound } = network
  const width = choices.widths[0]!
  const { graph } = inputs['layout']!
  const text = trunkRows(parameters, network, 'text', inputs)
  const typed = (part: string, rows: Value) =>
    add(rows, parameters.get(`types.${part}`, [width], normalInitializer(0.02)))
  const rows = [expand(graph.constant(0, text.dtype), [1, width])]
  if (sound) {
    const one = trunkRows(parameters, network, 'sound', inputs)
    const vectors = inputs['sound_pieces'] ? matmul(inputs['sound_pieces'], one) : one
    const adapter = parameters.at('sound_adapter')
    rows.push(
      typed(
        'sound',
        layerNorm(
          adapter.at('norm'),
          linear(adapter.at('second'), gelu(linear(adapter.at('first'), vectors, width)), width),
        ),
      ),
    )
  }
  if (vision) {
    const latents = buildPerceiver(
      parameters.at('perceiver'),
      {
        rows: trunkRows(parameters, network, 'vision', inputs),
        index: inputs['vision_index']!,
        mask: inputs['vision_mask']!,
        frames: inputs['vision_frames']!,
      },
      { choices, tokens: vision.tokens, ...(seed && { seed: deriveSeed(seed, seedPlaces.perceiver) }) },
    )
    const flat = reshape(latents, [productOf([latents.shape[0]!, choices.latents]), choices.perceiverWidth])
    const output = parameters.at('perceiver', 'output')
    rows.push(typed('vision', layerNorm(output.at('norm'), linear(output, flat, width))))
  }
  // Blocks of the text backbone read their own states as they are.
  rows.push(choices.textBlocks > 0 ? text : typed('text', linear(parameters.at('text_projection'), text, width)))
  return concat(rows, 0)
}

/** The tokens of a part: those that a frozen trunk made, or of the trunk itself. [rows, width of the trunk] */
function trunkRows(parameters: Parameters, network: OmniNetwork, part: Modality, inputs: Values): Value {
  const states = inputs[`${part}_states`]
  if (states) return states
  const trunk = network[part]!
  const tokens = trunk.build(
    parameters.at(part),
    Object.fromEntries(Object.keys(trunk.inputs).map(name => [name, inputs[`${part}.${name}`]!])),
  )
  return reshape(tokens, [productOf([tokens.shape[0]!, tokens.shape[1]!]), trunk.width])
}
