import { DataError } from '@towerkit/core'
import {
  activate,
  add,
  concat,
  constantInitializer,
  conv,
  expand,
  layerNorm,
  linear,
  multiHeadAttention,
  normalInitializer,
  reshape,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../text/config-fields.ts'
import { requireHeads } from '../text/require-heads.ts'
import type { ImageBackbone } from './image-backbone.ts'
import { sizeField } from './size-field.ts'

/**
 * Vision transformer: a picture as patches, with a token for the whole in front; each block normalises before its
 * branches.
 *
 * @see Dosovitskiy et al., An image is worth 16x16 words, arXiv 2010.11929, equations 1 to 4.
 */
export function vitBackbone(config: object): ImageBackbone {
  const fields = configFields(config)
  const width = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const inner = fields.count('intermediate_size')
  const channels = fields.count('num_channels', 3)
  const activation = fields.activation('hidden_act', 'gelu')
  const epsilon = fields.positive('layer_norm_eps', 1e-12)
  const size = sizeField(config, 'image_size', [224, 224])
  const patch = sizeField(config, 'patch_size', [16, 16])
  requireHeads(width, heads)
  if (size.some((length, axis) => length % patch[axis]! !== 0))
    throw new DataError(
      `backbone: image_size ${size.join(' x ')} of config.json does not divide into patches of ` +
        `${patch.join(' x ')}. Give the unchanged config.json of the model.`,
      { size, patch },
    )
  const places = (size[0] / patch[0]) * (size[1] / patch[1])
  fields.require('qkv_bias', [true])

  return {
    type: 'vit',
    width,
    channels,
    size,
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch', channels, ...size] } },
    embed(parameters, { pixel_values }) {
      const scope = parameters.at('embeddings')
      const projection = scope.at('patch_embeddings', 'projection')
      const weight = projection.get('weight', [width, channels, ...patch], normalInitializer(0.02))
      const patches = conv(pixel_values!, weight, {
        bias: projection.get('bias', [width], constantInitializer(0)),
        strides: patch,
      })
      const batch = pixel_values!.shape[0]!
      const tokens = transpose(reshape(patches, [batch, width, places]), [0, 2, 1])
      const first = expand(scope.get('cls_token', [1, 1, width], normalInitializer(0.02)), [batch, 1, width])
      return add(
        concat([first, tokens], 1),
        scope.get('position_embeddings', [1, places + 1, width], normalInitializer(0.02)),
      )
    },
    blocks: Array.from(
      { length: fields.layers('num_hidden_layers') },
      (_, layer) => (parameters: Parameters, hidden: Value) => {
        const scope = parameters.at('encoder', 'layer', layer)
        const attended = multiHeadAttention(
          scope.at('attention', 'attention'),
          layerNorm(scope.at('layernorm_before'), hidden, { epsilon }),
          { heads },
        )
        const middle = add(hidden, linear(scope.at('attention', 'output', 'dense'), attended, width))
        const mapped = activate(
          linear(scope.at('intermediate', 'dense'), layerNorm(scope.at('layernorm_after'), middle, { epsilon }), inner),
          activation,
        )
        return add(middle, linear(scope.at('output', 'dense'), mapped, width))
      },
    ),
    norm: (parameters, hidden) => layerNorm(parameters.at('layernorm'), hidden, { epsilon }),
  }
}
