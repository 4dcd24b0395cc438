import { requireKnownOptions } from '@towerkit/core'
import { textBackbone } from '@towerkit/backbones'
import { initialize } from '@towerkit/graph'
import type { Pooling } from './pooling.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'
import { textEncoderOf, type TextEncoder, type TextEncoderOptions } from './text-encoder-of.ts'
import { networkParameters, type TextNetwork } from './text-network.ts'

/** Options of `createTextEncoder`. */
export interface CreateTextEncoderOptions extends TextEncoderOptions {
  /** Contents of a config.json of any supported architecture, such as a `BertConfig`. */
  readonly config: object
  readonly tokenizer: object
  /** Default 'mean'; 'lasttoken' for causal architectures. */
  readonly pooling?: Pooling
  /**
   * Length of the embeddings; if it is not the backbone's width, a linear map follows the pooling. Default: the width.
   */
  readonly dimensions?: number
  /** Default: the longest sequence of the backbone. */
  readonly maxLength?: number
  /** Default true. */
  readonly normalize?: boolean
  /** By name: `query`, `document`. Default: none. */
  readonly prompts?: TextEncoderParts['prompts']
  /** Source of the first weights. Default 0. */
  readonly seed?: number
}

/** A new encoder with random weights. */
export function createTextEncoder(options: CreateTextEncoderOptions): TextEncoder {
  requireKnownOptions<CreateTextEncoderOptions>('createTextEncoder', options, {
    config: true,
    tokenizer: true,
    pooling: true,
    dimensions: true,
    maxLength: true,
    normalize: true,
    prompts: true,
    seed: true,
    name: true,
    session: true,
    bits: true,
  })
  const { config, tokenizer, normalize = true, prompts = { query: '', document: '' }, seed = 0 } = options
  const backbone = textBackbone(config)
  const {
    pooling = backbone.causal ? 'lasttoken' : 'mean',
    dimensions = backbone.width,
    maxLength = backbone.longest,
  } = options
  const dense = dimensions === backbone.width ? [] : [{ dimensions, bias: true, activation: 'Identity' as const }]
  const network: TextNetwork = { config, pooling: [pooling], dense, includePrompt: true }
  const weights = initialize(networkParameters(network), { seed })
  const { name, session, bits } = options
  return textEncoderOf(
    { network, tokenizer, weights, maxLength, normalize, prompts },
    { ...(name !== undefined && { name }), ...(session && { session }), ...(bits && { bits }) },
  )
}
