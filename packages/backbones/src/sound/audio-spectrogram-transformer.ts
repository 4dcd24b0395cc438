import { DataError } from '@towerkit/core'
import {
  add,
  concat,
  constantInitializer,
  conv,
  expand,
  layerNorm,
  normalInitializer,
  reshape,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { sizeField } from '../image/size-field.ts'
import { preNormBlock, vitNames } from '../pre-norm-block.ts'
import { requireHeads } from '../require-heads.ts'
import type { SoundBackbone } from './sound-backbone.ts'

/**
 * AST: a vision transformer over a spectrogram, whose patches overlap. Two tokens are in front; their mean stands for
 * the whole sound.
 *
 * @see Gong et al., AST: Audio spectrogram transformer, arXiv 2104.01778, section 2.
 */
export function audioSpectrogramTransformer(config: object): SoundBackbone {
  const fields = configFields(config)
  const width = fields.count('hidden_size', 768)
  const heads = fields.count('num_attention_heads', 12)
  const inner = fields.count('intermediate_size', 3072)
  const bands = fields.count('num_mel_bins', 128)
  const frames = fields.count('max_length', 1024)
  const patch = sizeField(config, 'patch_size', [16, 16])
  const strides = [fields.count('frequency_stride', 10), fields.count('time_stride', 10)] as const
  const activation = fields.activation('hidden_act', 'gelu')
  const epsilon = fields.positive('layer_norm_eps', 1e-12)
  const depth = fields.layers('num_hidden_layers', 12)
  fields.require('qkv_bias', [true])
  requireHeads(width, heads)
  if (bands < patch[0] || frames < patch[1])
    throw new DataError(
      `backbone: num_mel_bins ${bands} and max_length ${frames} of config.json are less than a patch of ` +
        `${patch.join(' x ')}. Give the unchanged config.json of the model.`,
      { bands, frames, patch },
    )
  const rows = Math.floor((bands - patch[0]) / strides[0]) + 1
  const columns = Math.floor((frames - patch[1]) / strides[1]) + 1

  return {
    type: 'audio-spectrogram-transformer',
    width,
    input: 'input_values',
    bands,
    frames,
    inputs: { input_values: { dtype: 'float32', shape: ['batch', frames, bands] } },
    embed(parameters, { input_values }) {
      const scope = parameters.at('embeddings')
      const [batch] = input_values!.shape
      const picture = reshape(transpose(input_values!, [0, 2, 1]), [batch!, 1, bands, frames])
      const projection = scope.at('patch_embeddings', 'projection')
      const patches = conv(picture, projection.get('weight', [width, 1, ...patch], normalInitializer(0.02)), {
        bias: projection.get('bias', [width], constantInitializer(0)),
        strides,
      })
      const tokens = transpose(reshape(patches, [batch!, width, rows * columns]), [0, 2, 1])
      const first = ['cls_token', 'distillation_token'].map(name =>
        expand(scope.get(name, [1, 1, width], normalInitializer(0.02)), [batch!, 1, width]),
      )
      const positions = scope.get('position_embeddings', [1, 2 + rows * columns, width], normalInitializer(0.02))
      return add(concat([...first, tokens], 1), positions)
    },
    blocks: Array.from({ length: depth }, (_, layer) => (parameters: Parameters, hidden: Value) => {
      const scope = parameters.at('encoder', 'layer', layer)
      return preNormBlock(scope, hidden, { names: vitNames, heads, inner, activation, epsilon })
    }),
    norm: (parameters, hidden) => layerNorm(parameters.at('layernorm'), hidden, { epsilon }),
  }
}
