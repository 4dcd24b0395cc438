import {
  activate,
  add,
  attend,
  constantInitializer,
  exp,
  expand,
  layerNorm,
  linear,
  matmul,
  mergeHeads,
  normalInitializer,
  reshape,
  slice,
  splitHeads,
  transpose,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { clipVisionBackbone } from '../image/clip-vision.ts'
import type { ImageSize } from '../image/image-backbone.ts'
import { clipTextBackbone } from '../text/clip-text.ts'
import type { ContrastiveBackbone } from './contrastive-backbone.ts'
import { runTower } from './run-tower.ts'
import { towerConfig } from './tower-config.ts'

/**
 * SigLIP: a picture is what a learnt query attends to in it, a text the last of its tokens, which is padding unless the
 * text is long. So texts are always filled up to the same length, and the padding is read.
 *
 * @see Zhai et al., Sigmoid loss for language image pre-training, arXiv 2303.15343; Lee et al., Set transformer, arXiv
 *   1810.00825, section 3.2.
 */
export function siglipBackbone(config: object, size?: ImageSize): ContrastiveBackbone {
  const textConfig = towerConfig(config, 'text')
  const visionConfig = towerConfig(config, 'vision')
  const text = clipTextBackbone(textConfig)
  const image = clipVisionBackbone(visionConfig, size)
  const width = configFields(textConfig).count('projection_size', text.width)
  const fields = configFields(visionConfig)
  fields.require('vision_use_head', [true])
  if (width !== image.width) fields.require('hidden_size', [width])
  const head: HeadOptions = {
    heads: fields.count('num_attention_heads', 12),
    inner: fields.count('intermediate_size', 3072),
    activation: fields.activation('hidden_act', 'gelu_pytorch_tanh'),
    epsilon: fields.positive('layer_norm_eps', 1e-6),
  }

  return {
    type: 'siglip',
    width,
    text: {
      backbone: text,
      scope: 'text_model',
      length: text.longest,
      embed(parameters, { input_ids }) {
        const scope = parameters.at('text_model')
        const hidden = runTower(text, scope, { input_ids: input_ids! })
        const last = slice(hidden, { axis: 1, start: -1 })
        return linear(scope.at('head'), reshape(last, [hidden.shape[0]!, text.width]), width)
      },
    },
    image: {
      backbone: image,
      scope: 'vision_model',
      embed(parameters, inputs) {
        const scope = parameters.at('vision_model')
        return attentionHead(scope.at('head'), runTower(image, scope, inputs), head)
      },
    },
    scale: parameters => reshape(exp(parameters.get('logit_scale', [1], constantInitializer(Math.log(10)))), []),
    bias: parameters => reshape(parameters.get('logit_bias', [1], constantInitializer(-10)), []),
  }
}

interface HeadOptions {
  readonly heads: number
  readonly inner: number
  readonly activation: Activation
  readonly epsilon: number
}

/** What a learnt query attends to, with a feed-forward part behind it: [batch, width] of [batch, tokens, width]. */
function attentionHead(scope: Parameters, x: Value, { heads, inner, activation, epsilon }: HeadOptions): Value {
  const [batch, , symbolicWidth] = x.shape
  const width = Number(symbolicWidth)
  const attention = scope.at('attention')
  const weight = attention.get('in_proj_weight', [3 * width, width], normalInitializer(0.02))
  const bias = attention.get('in_proj_bias', [3 * width], constantInitializer(0))
  const query = expand(scope.get('probe', [1, 1, width], normalInitializer(0.02)), [batch!, 1, width])
  // The file keeps the three maps in one matrix.
  const project = (from: Value, place: number) => {
    const rows = { start: place * width, end: (place + 1) * width }
    return splitHeads(add(matmul(from, transpose(slice(weight, rows))), slice(bias, rows)), heads)
  }
  const attended = mergeHeads(attend({ query: project(query, 0), key: project(x, 1), value: project(x, 2) }))
  const middle = linear(attention.at('out_proj'), attended, width)
  const normal = layerNorm(scope.at('layernorm'), middle, { epsilon })
  const mapped = linear(
    scope.at('mlp', 'fc2'),
    activate(linear(scope.at('mlp', 'fc1'), normal, inner), activation),
    width,
  )
  return reshape(add(middle, mapped), [batch!, width])
}
