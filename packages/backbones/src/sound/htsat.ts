import { DataError, ShapeError } from '@towerkit/core'
import {
  batchNorm,
  constantInitializer,
  conv,
  layerNorm,
  linear,
  normalInitializer,
  reshape,
  resize,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { countsField } from '../counts-field.ts'
import { sizeField } from '../image/size-field.ts'
import { requireHeads } from '../require-heads.ts'
import type { SoundBackbone } from './sound-backbone.ts'
import { swinBlock } from './swin-block.ts'

const epsilon = 1e-5

/**
 * HTSAT, the sound tower of CLAP: a spectrogram folded into a square picture, and a Swin transformer over it, whose
 * blocks attend within windows that are shifted in every second one, and whose later stages merge 2 x 2 tokens.
 *
 * @see Chen et al., HTS-AT: A hierarchical token-semantic audio transformer, arXiv 2202.00874, section 2; Liu et al.,
 *   Swin transformer, arXiv 2103.14030, section 3.
 */
export function htsatBackbone(config: object, wantedFrames?: number): SoundBackbone {
  const fields = configFields(config)
  const bands = fields.count('num_mel_bins', 64)
  const side = fields.count('spec_size', 256)
  const first = fields.count('patch_embeds_hidden_size', 96)
  const window = fields.count('window_size', 8)
  const patch = sizeField(config, 'patch_size', [4, 4])
  const stride = sizeField(config, 'patch_stride', [4, 4])
  const depths = countsField(config, 'depths', [2, 2, 6, 2])
  const heads = countsField(config, 'num_attention_heads', [4, 8, 16, 32])
  const ratio = fields.positive('mlp_ratio', 4)
  const activation = fields.activation('hidden_act', 'gelu')
  const blockEpsilon = fields.positive('layer_norm_eps', epsilon)
  fields.require('enable_fusion', [false])
  fields.require('qkv_bias', [true])
  fields.require('enable_patch_layer_norm', [true])
  fields.require('patch_embed_input_channels', [1])
  const folds = Math.floor(side / bands)
  const grids = depths.map((_, stage) => side / stride[0] / 2 ** stage)
  if (
    heads.length !== depths.length ||
    depths.reduce((sum, depth) => sum + depth, 0) > 1000 ||
    side % bands !== 0 ||
    stride[0] !== stride[1] ||
    grids.some(grid => grid % window !== 0) ||
    patch.some((length, axis) => length < stride[axis]! || (length - stride[axis]!) % 2 !== 0)
  )
    throw new DataError(
      `backbone: spec_size ${side} of config.json does not fit ${bands} bands, patches of ${patch} every ${stride}, ` +
        `depths [${depths}], heads [${heads}] and windows of ${window}. Give the unchanged config.json of the model.`,
      { side, bands, patch, stride, depths, heads, window },
    )
  const widths = depths.map((_, stage) => first * 2 ** stage)
  for (const [stage, width] of widths.entries()) requireHeads(width, heads[stage]!)
  const longest = side * folds
  // 10 s of the published models are 1,001 frames, which are stretched to 1,024.
  const frames = wantedFrames ?? Math.min(1001, longest)
  if (frames > longest)
    throw new ShapeError(`htsatBackbone: ${frames} frames are more than ${longest}. Cut the sound into pieces.`, {
      frames,
      longest,
    })

  return {
    type: 'clap_audio_model',
    width: widths.at(-1)!,
    input: 'input_features',
    bands,
    frames,
    inputs: { input_features: { dtype: 'float32', shape: ['batch', 1, frames, bands] } },
    embed(parameters, { input_features }) {
      const normal = transpose(
        batchNorm(parameters.at('batch_norm'), transpose(input_features!, [0, 3, 2, 1]), { epsilon }),
        [0, 3, 2, 1],
      )
      const [batch, , length] = normal.shape
      const long =
        length === longest ? normal : resize(normal, [longest, bands], { mode: 'cubic', coordinates: 'align_corners' })
      const folded = transpose(reshape(long, [batch!, folds, side, bands]), [0, 1, 3, 2])
      const scope = parameters.at('patch_embed')
      const pads = patch.map((edge, axis) => (edge - stride[axis]!) / 2)
      const patches = conv(
        reshape(folded, [batch!, 1, side, side]),
        scope.get('proj.weight', [first, 1, ...patch], normalInitializer(0.02)),
        { bias: scope.get('proj.bias', [first], constantInitializer(0)), strides: stride, pads: [...pads, ...pads] },
      )
      const tokens = transpose(reshape(patches, [batch!, first, grids[0]! ** 2]), [0, 2, 1])
      return layerNorm(scope.at('norm'), tokens, { epsilon })
    },
    blocks: depths.flatMap((depth, stage) =>
      Array.from({ length: depth }, (_, block) => (parameters: Parameters, hidden: Value) => {
        const scope = parameters.at('layers', stage)
        const options = {
          grid: grids[stage]!,
          window,
          // Where one window covers all, there is nothing to shift.
          shift: block % 2 === 0 || grids[stage]! <= window ? 0 : Math.floor(window / 2),
          heads: heads[stage]!,
          inner: Math.floor(ratio * widths[stage]!),
          activation,
          epsilon: blockEpsilon,
        }
        const output = swinBlock(scope.at('blocks', block), hidden, options)
        const isLast = block === depth - 1 && stage < depths.length - 1
        return isLast ? merged(scope.at('downsample'), output, grids[stage]!) : output
      }),
    ),
    norm: (parameters, hidden) => layerNorm(parameters.at('norm'), hidden, { epsilon }),
  }
}

/** Four neighbouring tokens become one of twice their width. */
function merged(scope: Parameters, x: Value, grid: number): Value {
  const [batch, , symbolicWidth] = x.shape
  const width = Number(symbolicWidth)
  const half = grid / 2
  const parts = transpose(reshape(x, [batch!, half, 2, half, 2, width]), [0, 1, 3, 4, 2, 5])
  const together = layerNorm(scope.at('norm'), reshape(parts, [batch!, half * half, 4 * width]), { epsilon })
  return linear(scope.at('reduction'), together, 2 * width, { bias: false })
}
