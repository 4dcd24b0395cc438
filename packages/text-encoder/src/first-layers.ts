import { ArgumentError, requireKnownOptions, UnsupportedError } from '@towerkit/core'
import { textBackbone } from '@towerkit/backbones'
import type { Pooling } from './pooling.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'
import { networkParameters, type TextNetwork } from './text-network.ts'

/** Settings of config.json that hold the number of blocks, by architecture family. */
const layerFields = ['num_hidden_layers', 'n_layers'] as const

/**
 * The parts of a smaller encoder: the word table, the first blocks and the heads of a larger one, with copies of its
 * weights. Where a student starts (Sanh et al., DistilBERT, 2019, section 3); dimensions, tokenizer and prompts stay
 * the same.
 *
 * @param layers Blocks to keep, from 0 (only the word table) to all.
 * @param pooling Default: unchanged. In a causal network without blocks the last token has no information about the
 *   text: give 'mean'.
 * @throws {ArgumentError} if the encoder has fewer layers; {UnsupportedError} if it averages its layers.
 *
 * @example
 * const student = textEncoderOf(firstLayers(teacher.parts, 2), { name: 'student' })
 */
export function firstLayers(
  parts: TextEncoderParts,
  layers: number,
  options: { readonly pooling?: Pooling } = {},
): TextEncoderParts {
  const { pooling } = requireKnownOptions<{ readonly pooling?: Pooling }>('firstLayers', options, { pooling: true })
  const { config, averagedFrom } = parts.network
  if (averagedFrom !== undefined)
    throw new UnsupportedError(
      `firstLayers: the encoder averages its layers from ${averagedFrom} on, with a weight for each. Take an encoder ` +
        'without WeightedLayerPooling.',
      { averagedFrom },
    )
  const available = textBackbone(config).blocks.length
  if (!(Number.isInteger(layers) && layers >= 0 && layers <= available)) {
    throw new ArgumentError(
      `firstLayers: ${layers} layers of an encoder with ${available}. Give a whole number from 0 up to them.`,
      { layers, available },
    )
  }
  const field = layerFields.find(name => name in config) ?? layerFields[0]
  const types: unknown = Reflect.get(config, 'layer_types')
  const smaller = { ...config, [field]: layers, ...(Array.isArray(types) && { layer_types: types.slice(0, layers) }) }
  const network: TextNetwork = { ...parts.network, config: smaller, ...(pooling && { pooling: [pooling] }) }
  const needed = networkParameters(network)
    .list()
    .map(({ name }) => name)
  return structuredClone({
    ...parts,
    network,
    weights: Object.fromEntries(needed.map(name => [name, parts.weights[name]!])),
  })
}
