import {
  add,
  concat,
  expand,
  layerNorm,
  normalInitializer,
  reshape,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { clipNames, preNormBlock } from '../pre-norm-block.ts'
import { requireHeads } from '../require-heads.ts'
import { gridPositions } from './grid-positions.ts'
import type { ImageBackbone, ImageSize } from './image-backbone.ts'
import { patchGrid } from './patch-grid.ts'

/**
 * The vision tower of CLIP, with a token for the whole picture in front, or of SigLIP, without. `norm` normalises all
 * tokens; CLIP itself uses the first one only.
 *
 * @see Radford et al., Learning transferable visual models from natural language supervision, arXiv 2103.00020,
 *   section 2.4; Zhai et al., Sigmoid loss for language image pre-training, arXiv 2303.15343.
 */
export function clipVisionBackbone(config: object, wantedSize?: ImageSize): ImageBackbone {
  const fields = configFields(config)
  const type = Reflect.get(config, 'model_type') as string
  const isClip = type === 'clip_vision_model'
  const width = fields.count('hidden_size', 768)
  const heads = fields.count('num_attention_heads', 12)
  const inner = fields.count('intermediate_size', 3072)
  const channels = fields.count('num_channels', 3)
  const activation = fields.activation('hidden_act', isClip ? 'quick_gelu' : 'gelu_pytorch_tanh')
  const epsilon = fields.positive('layer_norm_eps', isClip ? 1e-5 : 1e-6)
  const patches = patchGrid(config, { patch: isClip ? 32 : 16, allowRest: true })
  const depth = fields.layers('num_hidden_layers', 12)
  requireHeads(width, heads)
  const declared = wantedSize ?? patches.size
  const first = isClip ? 1 : 0

  return {
    type,
    width,
    channels,
    size: declared,
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch', channels, ...declared] } },
    embed(parameters, { pixel_values }) {
      const scope = parameters.at('embeddings')
      const bias = !isClip
      const { tokens, to } = patches.tokensOf(scope.at('patch_embedding'), pixel_values!, { width, bias })
      const rows = first + patches.grid[0] * patches.grid[1]
      const table = scope.get('position_embedding.weight', [rows, width], normalInitializer(0.02))
      const positions = gridPositions(reshape(table, [1, rows, width]), { from: patches.grid, to, first })
      if (!isClip) return add(tokens, positions)
      const token = reshape(scope.get('class_embedding', [width], normalInitializer(0.02)), [1, 1, width])
      const all = add(concat([expand(token, [tokens.shape[0]!, 1, width]), tokens], 1), positions)
      // The file has the name misspelt.
      return layerNorm(parameters.at('pre_layrnorm'), all, { epsilon })
    },
    blocks: Array.from({ length: depth }, (_, layer) => (parameters: Parameters, hidden: Value) => {
      const scope = parameters.at('encoder', 'layers', layer)
      return preNormBlock(scope, hidden, { names: clipNames, heads, inner, activation, epsilon })
    }),
    stages: depth === 0 ? [] : [{ depth, stride: patches.patch, width }],
    map: (hidden, pixels) => patches.mapOf(hidden, pixels, first),
    norm: (parameters, hidden) => layerNorm(parameters.at('post_layernorm'), hidden, { epsilon }),
  }
}
