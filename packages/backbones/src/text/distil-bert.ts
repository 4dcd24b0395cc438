import { add, bertEmbeddings, dropout, feedForward, layerNorm, multiHeadAttention } from '@towerkit/graph'
import { placeDeviation } from './bert.ts'
import { configFields } from '../config-fields.ts'
import { dropoutAt } from './dropout-at.ts'
import { keptRows } from './kept-rows.ts'
import { requireHeads } from '../require-heads.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'

/** Not in its config.json. */
const epsilon = 1e-12

/**
 * DistilBERT: BERT without token types, under other names.
 *
 * @see Sanh et al., DistilBERT, 2019.
 */
export function distilBertBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  const width = fields.count('dim')
  const vocabulary = fields.count('vocab_size')
  const longest = fields.count('max_position_embeddings')
  const heads = fields.count('n_heads')
  const inner = fields.count('hidden_dim')
  const activation = fields.activation('activation', 'gelu')
  const rate = fields.rate('dropout', 0.1)
  const attentionRate = fields.rate('attention_dropout', 0.1)
  requireHeads(width, heads)

  return {
    type: 'distilbert',
    width,
    vocabulary,
    longest,
    causal: false,
    tokenTypes: false,
    inputs: textInputs,
    table: 'embeddings.word_embeddings.weight',
    embed: (parameters, inputs, { seed } = {}) =>
      bertEmbeddings(
        parameters.at('embeddings'),
        { ids: inputs['input_ids']!, positions: inputs['position_ids'] },
        { vocabulary, width, longest, tokenTypes: 0, placeDeviation, epsilon, dropout: dropoutAt(seed, 0, rate) },
      ),
    blocks: Array.from(
      { length: fields.layers('n_layers') },
      (_, layer) =>
        (parameters, hidden, { mask, seed, rows }) => {
          const kept = keptRows(hidden, rows)
          const scope = parameters.at('transformer', 'layer', layer)
          const attended = multiHeadAttention(scope.at('attention'), kept, {
            heads,
            context: hidden,
            mask,
            dropout: dropoutAt(seed, 2 * layer + 1, attentionRate),
            names: { query: 'q_lin', key: 'k_lin', value: 'v_lin', output: 'out_lin' },
          })
          const middle = layerNorm(scope.at('sa_layer_norm'), add(attended, kept), { epsilon })
          const branch = feedForward(scope.at('ffn'), middle, { inner, activation, names: ['lin1', 'lin2'] })
          const site = dropoutAt(seed, 2 * layer + 2, rate)
          return layerNorm(
            scope.at('output_layer_norm'),
            add(site ? dropout(branch, site.seed, site.rate) : branch, middle),
            { epsilon },
          )
        },
    ),
    norm: (_parameters, hidden) => hidden,
  }
}
