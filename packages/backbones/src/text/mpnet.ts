import {
  add,
  bertEmbeddings,
  dropout,
  feedForward,
  layerNorm,
  multiHeadAttention,
  paddingMask,
  relativePositionBias,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { dropoutAt } from './dropout-at.ts'
import { keptRows } from './kept-rows.ts'
import { requireHeads } from '../require-heads.ts'
import { paddedPositions } from './padded-positions.ts'
import { requirePlaces } from './require-places.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'
import { placeDeviation } from './bert.ts'

/** MPNet pads with this id whatever its config.json says. */
const padding = 1

/**
 * MPNet (all-mpnet-base-v2): BERT's blocks, RoBERTa's positions, and one table of relative position biases for all
 * layers.
 *
 * @see Song et al., MPNet, 2020.
 */
export function mpnetBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  const width = fields.count('hidden_size')
  const vocabulary = fields.count('vocab_size')
  const rows = fields.count('max_position_embeddings')
  const heads = fields.count('num_attention_heads')
  const inner = fields.count('intermediate_size')
  const activation = fields.activation('hidden_act', 'gelu')
  const epsilon = fields.positive('layer_norm_eps', 1e-12)
  const rate = fields.rate('hidden_dropout_prob', 0)
  fields.require('relative_attention_num_buckets', [32])
  requireHeads(width, heads)
  requirePlaces(rows, padding)

  return {
    type: 'mpnet',
    width,
    vocabulary,
    causal: false,
    tokenTypes: false,
    inputs: textInputs,
    positionPadding: padding,
    longest: rows - padding - 1,
    table: 'embeddings.word_embeddings.weight',
    embed: (parameters, inputs, { seed } = {}) =>
      bertEmbeddings(
        parameters.at('embeddings'),
        {
          ids: inputs['input_ids']!,
          positions: inputs['position_ids'] ?? paddedPositions(inputs['input_ids']!, padding),
        },
        { vocabulary, width, longest: rows, tokenTypes: 0, placeDeviation, epsilon, dropout: dropoutAt(seed, 0, rate) },
      ),
    blocks: Array.from(
      { length: fields.layers('num_hidden_layers') },
      (_, layer) =>
        (parameters, hidden, { mask, seed, rows }) => {
          const kept = keptRows(hidden, rows)
          const scope = parameters.at('encoder', 'layer', layer)
          const at = (place: number) => dropoutAt(seed, 3 * layer + place, rate)
          const dropped = (value: typeof hidden, place: number) => {
            const site = at(place)
            return site ? dropout(value, site.seed, site.rate) : value
          }
          const bias = relativePositionBias(parameters.at('encoder', 'relative_attention_bias'), {
            queries: kept.shape[1]!,
            keys: hidden.shape[1]!,
            heads,
          })
          const attended = multiHeadAttention(scope.at('attention', 'attn'), kept, {
            heads,
            context: hidden,
            mask: mask ? add(bias, paddingMask(mask, hidden.dtype)) : bias,
            dropout: at(1),
            names: { query: 'q', key: 'k', value: 'v', output: 'o' },
          })
          const middle = layerNorm(scope.at('attention', 'LayerNorm'), add(dropped(attended, 2), kept), { epsilon })
          const branch = feedForward(scope, middle, {
            inner,
            activation,
            names: ['intermediate.dense', 'output.dense'],
          })
          return layerNorm(scope.at('output', 'LayerNorm'), add(dropped(branch, 3), middle), { epsilon })
        },
    ),
    norm: (_parameters, hidden) => hidden,
  }
}
