import { bertEmbeddings, transformerBlock } from '@towerkit/graph'
import type { BlockContext } from '../backbone.ts'
import { configFields } from '../config-fields.ts'
import { dropoutAt } from './dropout-at.ts'
import { firstRows } from './kept-rows.ts'
import { requireHeads } from '../require-heads.ts'
import { paddedPositions } from './padded-positions.ts'
import { requirePlaces } from './require-places.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'

/** Shape of a new BERT, in the names of Hugging Face's config.json. */
export interface BertConfig {
  readonly model_type: 'bert'
  readonly vocab_size: number
  readonly hidden_size: number
  readonly num_hidden_layers: number
  readonly num_attention_heads: number
  readonly intermediate_size: number
  /** Longest sequence in tokens. */
  readonly max_position_embeddings: number
  readonly type_vocab_size: number
  readonly layer_norm_eps: number
  /** Dropout while training, 0 to below 1; also of attention weights. */
  readonly hidden_dropout_prob: number
}

/**
 * Of a new network: far below that of words, so that it starts as a bag of words, which already finds texts by the
 * words they share. (On the demo's development queries nDCG@10 before training is 0.19, and 0.04 with BERT's 0.02.)
 */
export const placeDeviation = 1e-3

/**
 * BERT (MiniLM, BGE, E5, GTE, ...) and RoBERTa (XLM-R, multilingual E5, BGE-M3, ...), which counts positions without
 * padding.
 *
 * @see Devlin et al., BERT, 2019; Liu et al., RoBERTa, 2019; Conneau et al., XLM-R, 2020.
 */
export function bertBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  fields.require('position_embedding_type', ['absolute'])
  const type = Reflect.get(config, 'model_type') as string
  const isBert = type === 'bert'
  const padding = isBert ? undefined : fields.whole('pad_token_id', 1)
  const width = fields.count('hidden_size')
  const vocabulary = fields.count('vocab_size')
  const places = fields.count('max_position_embeddings')
  const tokenTypes = fields.whole('type_vocab_size', 2)
  const heads = fields.count('num_attention_heads')
  const inner = fields.count('intermediate_size')
  const activation = fields.activation('hidden_act', 'gelu')
  const epsilon = fields.positive('layer_norm_eps', 1e-12)
  const rate = fields.rate('hidden_dropout_prob', 0)
  requireHeads(width, heads)
  requirePlaces(places, padding)

  return {
    type,
    width,
    vocabulary,
    causal: false,
    inputs: textInputs,
    tokenTypes: tokenTypes > 0,
    longest: padding === undefined ? places : places - padding - 1,
    table: 'embeddings.word_embeddings.weight',
    ...(padding !== undefined && { positionPadding: padding }),
    embed: (parameters, inputs, { seed }: BlockContext = {}) => {
      const ids = inputs['input_ids']!
      const positions = inputs['position_ids'] ?? (padding === undefined ? undefined : paddedPositions(ids, padding))
      return bertEmbeddings(
        parameters.at('embeddings'),
        { ids, positions, tokenTypes: inputs['token_type_ids'] },
        {
          vocabulary,
          width,
          longest: places,
          tokenTypes,
          placeDeviation,
          epsilon,
          dropout: dropoutAt(seed, 0, rate),
        },
      )
    },
    blocks: Array.from(
      { length: fields.layers('num_hidden_layers') },
      (_, layer) =>
        (parameters, hidden, { mask, seed, rows }) =>
          transformerBlock(parameters.at('encoder', 'layer', layer), hidden, {
            heads,
            inner,
            mask,
            rows: firstRows(rows),
            activation,
            epsilon,
            dropout: dropoutAt(seed, layer + 1, rate),
          }),
    ),
    norm: (_parameters, hidden) => hidden,
  }
}
