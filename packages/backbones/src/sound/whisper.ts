import { ShapeError } from '@towerkit/core'
import {
  activate,
  add,
  constantInitializer,
  conv,
  layerNorm,
  normalInitializer,
  slice,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { preNormBlock, type PreNormNames } from '../pre-norm-block.ts'
import { requireHeads } from '../require-heads.ts'
import type { SoundBackbone } from './sound-backbone.ts'

const names: PreNormNames = {
  attentionNorm: 'self_attn_layer_norm',
  query: 'self_attn.q_proj',
  key: 'self_attn.k_proj',
  value: 'self_attn.v_proj',
  output: 'self_attn.out_proj',
  feedForwardNorm: 'final_layer_norm',
  first: 'fc1',
  second: 'fc2',
}

/**
 * Whisper's encoder: two convolutions over time, the second of which halves the frames, and a transformer that
 * normalises before its branches. A hidden state is a fiftieth of a second.
 *
 * transformers takes 3,000 frames only; here fewer are read too, with the first positions, which are enough for short
 * sounds.
 *
 * @see Radford et al., Robust speech recognition via large-scale weak supervision, arXiv 2212.04356, section 2.2.
 */
export function whisperBackbone(config: object, wantedFrames?: number): SoundBackbone {
  const fields = configFields(config)
  const width = fields.count('d_model')
  const heads = fields.count('encoder_attention_heads')
  const inner = fields.count('encoder_ffn_dim')
  const bands = fields.count('num_mel_bins', 80)
  const longest = fields.count('max_source_positions', 1500)
  const activation = fields.activation('activation_function', 'gelu')
  const depth = fields.layers('encoder_layers')
  const epsilon = 1e-5
  requireHeads(width, heads)
  const frames = wantedFrames ?? 2 * longest

  return {
    type: 'whisper',
    width,
    input: 'input_features',
    bands,
    frames,
    inputs: { input_features: { dtype: 'float32', shape: ['batch', bands, frames] } },
    embed(parameters, { input_features }) {
      const first = convolve(parameters.at('conv1'), input_features!, 1)
      const tokens = transpose(convolve(parameters.at('conv2'), first, 2), [0, 2, 1])
      const [, length] = tokens.shape
      if (typeof length === 'number' && length > longest)
        throw new ShapeError(
          `whisperBackbone: ${String(input_features!.shape[2])} frames are more than ${2 * longest}. Cut the sound ` +
            'into pieces.',
          { frames: input_features!.shape[2], longest: 2 * longest },
        )
      const table = parameters.get('embed_positions.weight', [longest, width], normalInitializer(0.02))
      return add(tokens, length === longest ? table : slice(table, { end: length! }))
    },
    blocks: Array.from({ length: depth }, (_, layer) => (parameters: Parameters, hidden: Value) => {
      const scope = parameters.at('layers', layer)
      return preNormBlock(scope, hidden, { names, heads, inner, activation, epsilon, keyBias: false })
    }),
    norm: (parameters, hidden) => layerNorm(parameters.at('layer_norm'), hidden, { epsilon }),
  }

  /** Over three frames. Its activation is always the exact GELU. */
  function convolve(scope: Parameters, x: Value, stride: number): Value {
    const mapped = conv(x, scope.get('weight', [width, Number(x.shape[1]), 3], normalInitializer(0.02)), {
      bias: scope.get('bias', [width], constantInitializer(0)),
      strides: [stride],
      pads: [1, 1],
    })
    return activate(mapped, 'gelu')
  }
}
