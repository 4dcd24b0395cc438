import {
  cast,
  decoderBlock,
  embedding,
  equal,
  isFloat,
  lastTokenPooling,
  mul,
  not,
  range,
  reduceMax,
  reshape,
  rmsNorm,
  rotaryPositions,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { keptRows } from './kept-rows.ts'
import { requireHeads } from '../require-heads.ts'
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
  const width = fields.count('hidden_size')
  const vocabulary = fields.count('vocab_size')
  const longest = fields.count('max_position_embeddings', 32_768)
  const heads = fields.count('num_attention_heads')
  const inner = fields.count('intermediate_size')
  const keyValueHeads = fields.count('num_key_value_heads', heads)
  const headWidth = fields.count('head_dim', isThird ? 128 : Math.ceil(width / heads))
  const activation = fields.activation('hidden_act', 'silu')
  const epsilon = fields.positive('rms_norm_eps', 1e-6)
  const causal = fields.flag('is_causal', true)
  const theta = ropeTheta(
    fields.record('rope_parameters') ?? fields.record('rope_scaling'),
    fields.positive('rope_theta', 10_000),
  )
  fields.require('use_sliding_window', [false])
  fields.require('attention_dropout', [0])
  if (isThird) fields.require('attention_bias', [false])
  requireHeads(headWidth * heads, heads)
  requireHeads(heads, keyValueHeads)

  return {
    type,
    width,
    vocabulary,
    longest,
    causal,
    tokenTypes: false,
    inputs: textInputs,
    table: 'embed_tokens.weight',
    embed: (parameters, inputs) =>
      embedding(parameters.at('embed_tokens'), inputs['input_ids']!, { rows: vocabulary, width }),
    blocks: Array.from(
      { length: fields.layers('num_hidden_layers') },
      (_, layer) =>
        (parameters, hidden, { mask, positions, rows }) => {
          const anglesOf = (places: Value) => rotaryPositions(places, { width: headWidth, theta, dtype: hidden.dtype })
          const order = range(hidden.graph, hidden.shape[1]!)
          const kept = positions
            ? undefined
            : causal
              ? rows === 'last' && lastRow(hidden, mask, order)
              : typeof rows === 'number' && { x: keptRows(hidden, rows), places: range(hidden.graph, rows) }
          return decoderBlock(parameters.at('layers', layer), hidden, {
            heads,
            keyValueHeads,
            headWidth,
            inner,
            mask,
            causal,
            rotary: anglesOf(positions ?? order),
            queries: kept ? { x: kept.x, rotary: anglesOf(kept.places) } : undefined,
            activation,
            epsilon,
            bias: !isThird,
            headNormEpsilon: isThird ? epsilon : undefined,
          })
        },
    ),
    norm: (parameters, hidden) => rmsNorm(parameters.at('norm'), hidden, { epsilon }),
  }
}

/**
 * The last token that a mask of tokens marks, [batch, 1, width], and its position, [batch, 1]; nothing for other masks.
 */
function lastRow(
  hidden: Value,
  mask: Value | undefined,
  order: Value,
): { readonly x: Value; readonly places: Value } | undefined {
  if (!mask || isFloat(mask.dtype)) return undefined
  const marked = cast(not(equal(mask, 0)), 'int64')
  const [batch, , width] = hidden.shape
  return {
    x: reshape(lastTokenPooling(hidden, marked), [batch!, 1, width!]),
    places: reduceMax(mul(marked, order), [1], { keepDimensions: true }),
  }
}
