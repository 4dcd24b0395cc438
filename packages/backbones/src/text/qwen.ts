import { decoderBlock, embedding, range, rmsNorm, rotaryPositions } from '@towerkit/graph'
import { configFields } from './config-fields.ts'
import { requireHeads } from './require-heads.ts'
import { ropeTheta } from './rope-theta.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'

/**
 * Qwen2 (biases in the attention) and Qwen3 (heads normalised, their width a setting): decoders used as encoders.
 *
 * @see Qwen team, Qwen2 technical report, 2024; Qwen3 technical report, 2025; Zhang et al., Qwen3 Embedding, 2025.
 */
export function qwenBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  const type = Reflect.get(config, 'model_type') as string
  const isThird = type === 'qwen3'
  const [width, vocabulary, longest] = [fields.count('hidden_size'), fields.count('vocab_size'), fields.count('max_position_embeddings', 32_768)]
  const [heads, inner] = [fields.count('num_attention_heads'), fields.count('intermediate_size')]
  const keyValueHeads = fields.count('num_key_value_heads', heads)
  const headWidth = fields.count('head_dim', isThird ? 128 : Math.ceil(width / heads))
  const [activation, epsilon, causal] = [fields.activation('hidden_act', 'silu'), fields.positive('rms_norm_eps', 1e-6), fields.flag('is_causal', true)]
  const theta = ropeTheta(fields.record('rope_parameters') ?? fields.record('rope_scaling'), fields.positive('rope_theta', 10_000))
  fields.require('use_sliding_window', [false])
  fields.require('attention_dropout', [0])
  if (isThird) fields.require('attention_bias', [false])
  requireHeads(headWidth * heads, heads)
  requireHeads(heads, keyValueHeads)

  return {
    type, width, vocabulary, longest, causal, tokenTypes: false, inputs: textInputs,
    table: 'embed_tokens.weight',
    embed: (parameters, inputs) => embedding(parameters.at('embed_tokens'), inputs['input_ids']!, { rows: vocabulary, width }),
    blocks: Array.from({ length: fields.layers('num_hidden_layers') }, (_, layer) => (parameters, hidden, { mask, positions }) => {
      const rotary = rotaryPositions(positions ?? range(hidden.graph, hidden.shape[1]!), { width: headWidth, theta, dtype: hidden.dtype })
      return decoderBlock(parameters.at('layers', layer), hidden, {
        heads, keyValueHeads, headWidth, inner, mask, causal, rotary, activation, epsilon, bias: !isThird, headNormEpsilon: isThird ? epsilon : undefined,
      })
    }),
    norm: (parameters, hidden) => rmsNorm(parameters.at('norm'), hidden, { epsilon }),
  }
}
