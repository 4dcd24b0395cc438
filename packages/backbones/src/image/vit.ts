import { DataError } from '@towerkit/core'
import {
  activate,
  add,
  concat,
  constantInitializer,
  conv,
  expand,
  floorOf,
  layerNorm,
  linear,
  multiHeadAttention,
  normalInitializer,
  productOf,
  reshape,
  slice,
  sumOf,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { requireHeads } from '../require-heads.ts'
import type { ImageBackbone, ImageSize } from './image-backbone.ts'
import { gridPositions } from './grid-positions.ts'
import { sizeField } from './size-field.ts'

/**
 * Vision transformer: a picture as patches, with a token for the whole in front; each block normalises before its
 * branches.
 *
 * @see Dosovitskiy et al., An image is worth 16x16 words, arXiv 2010.11929, equations 1 to 4.
 */
export function vitBackbone(config: object, wantedSize?: ImageSize): ImageBackbone {
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
  const grid = [size[0] / patch[0], size[1] / patch[1]] as const
  const declared = wantedSize ?? size
  const depth = fields.layers('num_hidden_layers')
  fields.require('qkv_bias', [true])

  return {
    type: 'vit',
    width,
    channels,
    size: declared,
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch', channels, ...declared] } },
    embed(parameters, { pixel_values }) {
      const scope = parameters.at('embeddings')
      const patches = patchesOf(parameters, pixel_values!)
      const [batch, , rows, columns] = patches.shape
      const tokens = transpose(reshape(patches, [batch!, width, productOf([rows!, columns!])]), [0, 2, 1])
      const first = expand(scope.get('cls_token', [1, 1, width], normalInitializer(0.02)), [batch!, 1, width])
      const positions = scope.get('position_embeddings', [1, grid[0] * grid[1] + 1, width], normalInitializer(0.02))
      return add(concat([first, tokens], 1), gridPositions(positions, { from: grid, to: [rows!, columns!] }))
    },
    blocks: Array.from({ length: depth }, (_, layer) => (parameters: Parameters, hidden: Value) => {
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
    }),
    stages: depth === 0 ? [] : [{ depth, stride: patch, width }],
    map: (hidden, pixels) => {
      // As the convolution of `embed` has it.
      const [rows, columns] = pixels.shape
        .slice(2)
        .map((length, i) => sumOf([floorOf(sumOf([length, -patch[i]!]), patch[i]!), 1]))
      const tokens = transpose(slice(hidden, { axis: 1, start: 1 }), [0, 2, 1])
      return reshape(tokens, [hidden.shape[0]!, width, rows!, columns!])
    },
    norm: (parameters, hidden) => layerNorm(parameters.at('layernorm'), hidden, { epsilon }),
  }

  function patchesOf(parameters: Parameters, pixels: Value): Value {
    const projection = parameters.at('embeddings', 'patch_embeddings', 'projection')
    return conv(pixels, projection.get('weight', [width, channels, ...patch], normalInitializer(0.02)), {
      bias: projection.get('bias', [width], constantInitializer(0)),
      strides: patch,
    })
  }
}
