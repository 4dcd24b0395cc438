import { add, concat, expand, layerNorm, normalInitializer, type Parameters, type Value } from '@towerkit/graph'
import { configFields, type ConfigFields } from '../config-fields.ts'
import { preNormBlock, vitNames, type PreNormNames } from '../pre-norm-block.ts'
import { requireHeads } from '../require-heads.ts'
import { gridPositions } from './grid-positions.ts'
import type { ImageBackbone, ImageSize } from './image-backbone.ts'
import { patchGrid } from './patch-grid.ts'

/** Names of DINOv2. */
const dinoNames: PreNormNames = {
  ...vitNames,
  attentionNorm: 'norm1',
  feedForwardNorm: 'norm2',
  first: 'mlp.fc1',
  second: 'mlp.fc2',
  attentionScale: 'layer_scale1.lambda1',
  feedForwardScale: 'layer_scale2.lambda1',
}

/**
 * Vision transformer, and DINOv2: a picture as patches, with a token for the whole in front; each block normalises
 * before its branches. DINOv2 also has a factor for each channel of a branch.
 *
 * @see Dosovitskiy et al., An image is worth 16x16 words, arXiv 2010.11929, equations 1 to 4; Oquab et al., DINOv2,
 *   arXiv 2304.07193.
 */
export function vitBackbone(config: object, wantedSize?: ImageSize): ImageBackbone {
  const fields = configFields(config)
  const type = Reflect.get(config, 'model_type') as string
  const isDino = type === 'dinov2'
  const width = fields.count('hidden_size', isDino ? 768 : undefined)
  const heads = fields.count('num_attention_heads', isDino ? 12 : undefined)
  const inner = isDino ? dinoInner(fields, width) : fields.count('intermediate_size')
  const channels = fields.count('num_channels', 3)
  const activation = fields.activation('hidden_act', 'gelu')
  const epsilon = fields.positive('layer_norm_eps', isDino ? 1e-6 : 1e-12)
  const patches = patchGrid(config)
  requireHeads(width, heads)
  const { grid } = patches
  const declared = wantedSize ?? patches.size
  const depth = fields.layers('num_hidden_layers', isDino ? 12 : undefined)
  fields.require('qkv_bias', [true])

  return {
    type,
    width,
    channels,
    size: declared,
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch', channels, ...declared] } },
    embed(parameters, { pixel_values }) {
      const scope = parameters.at('embeddings')
      const { tokens, to } = patches.tokensOf(scope.at('patch_embeddings', 'projection'), pixel_values!, { width })
      const token = scope.get('cls_token', [1, 1, width], normalInitializer(0.02))
      const first = expand(token, [tokens.shape[0]!, 1, width])
      const positions = scope.get('position_embeddings', [1, grid[0] * grid[1] + 1, width], normalInitializer(0.02))
      return add(concat([first, tokens], 1), gridPositions(positions, { from: grid, to }))
    },
    blocks: Array.from({ length: depth }, (_, layer) => (parameters: Parameters, hidden: Value) => {
      const names = isDino ? dinoNames : vitNames
      return preNormBlock(parameters.at('encoder', 'layer', layer), hidden, {
        names,
        heads,
        inner,
        activation,
        epsilon,
      })
    }),
    stages: depth === 0 ? [] : [{ depth, stride: patches.patch, width }],
    map: (hidden, pixels) => patches.mapOf(hidden, pixels, 1),
    norm: (parameters, hidden) => layerNorm(parameters.at('layernorm'), hidden, { epsilon }),
  }
}

function dinoInner(fields: ConfigFields, width: number): number {
  fields.require('use_swiglu_ffn', [false])
  return Math.floor(width * fields.positive('mlp_ratio', 4))
}
