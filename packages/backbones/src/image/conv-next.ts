import { DataError } from '@towerkit/core'
import {
  activate,
  add,
  constantInitializer,
  conv,
  layerNorm,
  linear,
  mul,
  normalInitializer,
  reduceMean,
  transpose,
  type ConvOptions,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { Block } from '../backbone.ts'
import { configFields } from '../config-fields.ts'
import { countsField } from '../counts-field.ts'
import type { ImageBackbone, ImageSize } from './image-backbone.ts'
import { sizeField } from './size-field.ts'

/** Of all normalisations but the last. */
const epsilon = 1e-6

/**
 * ConvNeXt: depthwise convolutions over 7 x 7, each with a feed-forward part of its own, in stages that halve the
 * picture. A block is one of these; the first of a later stage halves first. Hidden states are [batch, channels,
 * height, width]; `norm` gives the normalised mean over all positions, [batch, width].
 *
 * @see Liu et al., A ConvNet for the 2020s, arXiv 2201.03545, section 2.
 */
export function convNextBackbone(config: object, wantedSize?: ImageSize): ImageBackbone {
  const fields = configFields(config)
  const channels = fields.count('num_channels', 3)
  const activation = fields.activation('hidden_act', 'gelu')
  const scale = (Reflect.get(config, 'layer_scale_init_value') as number | undefined) ?? 1e-6
  const widths = countsField(config, 'hidden_sizes', [96, 192, 384, 768])
  const depths = countsField(config, 'depths', [3, 3, 9, 3])
  if (widths.length !== depths.length || depths.reduce((sum, depth) => sum + depth, 0) > 1000)
    throw new DataError(
      `backbone: depths [${depths}] of config.json do not fit hidden_sizes [${widths}], or are more than 1,000 ` +
        'blocks. Give the unchanged config.json of the model.',
      { depths, widths },
    )
  if (!(scale >= 0 && Number.isFinite(scale)))
    throw new DataError(
      `backbone: layer_scale_init_value of config.json is ${String(scale)}, but must be a number from 0. Give the ` +
        'unchanged config.json of the model.',
      { field: 'layer_scale_init_value' },
    )
  const patch = sizeField(config, 'patch_size', [4, 4])
  const lastEpsilon = fields.positive('layer_norm_eps', 1e-12)
  const size = wantedSize ?? sizeField(config, 'image_size', [224, 224])

  return {
    type: 'convnext',
    width: widths.at(-1)!,
    channels,
    size,
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch', channels, ...size] } },
    embed(parameters, { pixel_values }) {
      const scope = parameters.at('embeddings')
      return normalizeChannels(
        scope.at('layernorm'),
        convolve(scope.at('patch_embeddings'), pixel_values!, [widths[0]!, channels, ...patch], { strides: patch }),
      )
    },
    blocks: depths.flatMap((depth, stage) =>
      Array.from(
        { length: depth },
        (_, layer): Block =>
          (parameters, hidden) => {
            const scope = parameters.at('encoder', 'stages', stage)
            const width = widths[stage]!
            const halved =
              stage > 0 && layer === 0
                ? halve(scope.at('downsampling_layer'), hidden, [width, widths[stage - 1]!])
                : hidden
            return convolutionBlock(scope.at('layers', layer), halved, width)
          },
      ),
    ),
    stages: widths.map((width, stage) => ({
      depth: depths.slice(0, stage + 1).reduce((sum, depth) => sum + depth, 0),
      stride: [patch[0] * 2 ** stage, patch[1] * 2 ** stage],
      width,
    })),
    map: hidden => hidden,
    norm: (parameters, hidden) =>
      layerNorm(parameters.at('layernorm'), reduceMean(hidden, [2, 3]), { epsilon: lastEpsilon }),
  }

  function convolutionBlock(scope: Parameters, x: Value, width: number): Value {
    const mixed = convolve(scope.at('dwconv'), x, [width, 1, 7, 7], { pads: [3, 3, 3, 3], group: width })
    const normal = layerNorm(scope.at('layernorm'), transpose(mixed, [0, 2, 3, 1]), { epsilon })
    const mapped = linear(
      scope.at('pwconv2'),
      activate(linear(scope.at('pwconv1'), normal, 4 * width), activation),
      width,
    )
    const scaled =
      scale > 0 ? mul(mapped, scope.get('layer_scale_parameter', [width], constantInitializer(scale))) : mapped
    return add(x, transpose(scaled, [0, 3, 1, 2]))
  }
}

function halve(scope: Parameters, x: Value, [width, before]: readonly [width: number, before: number]): Value {
  return convolve(scope.at(1), normalizeChannels(scope.at(0), x), [width, before, 2, 2], { strides: [2, 2] })
}

function convolve(scope: Parameters, x: Value, shape: readonly number[], options: Omit<ConvOptions, 'bias'>): Value {
  return conv(x, scope.get('weight', shape, normalInitializer(0.02)), {
    ...options,
    bias: scope.get('bias', [shape[0]!], constantInitializer(0)),
  })
}

/** Layer normalisation over the channels of [batch, channels, height, width]. */
function normalizeChannels(scope: Parameters, x: Value): Value {
  return transpose(layerNorm(scope, transpose(x, [0, 2, 3, 1]), { epsilon }), [0, 3, 1, 2])
}
