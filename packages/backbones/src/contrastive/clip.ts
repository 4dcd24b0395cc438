import {
  argMax,
  cast,
  constantInitializer,
  equal,
  exp,
  linear,
  matmul,
  range,
  reshape,
  slice,
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
 * CLIP: the first token of a picture and the end token of a text, each projected.
 *
 * @see Radford et al., Learning transferable visual models from natural language supervision, arXiv 2103.00020, figure
 *   3.
 */
export function clipBackbone(config: object, size?: ImageSize): ContrastiveBackbone {
  const fields = configFields(config)
  const textConfig = towerConfig(config, 'text')
  const text = clipTextBackbone(textConfig)
  const image = clipVisionBackbone(towerConfig(config, 'vision'), size)
  const width = fields.count('projection_dim', 512)
  const endToken = configFields(textConfig).whole('eos_token_id', 49_407)
  const firstScale = fields.positive('logit_scale_init_value', 2.6592)

  return {
    type: 'clip',
    width,
    text: {
      backbone: text,
      scope: 'text_model',
      embed(parameters, inputs) {
        const hidden = runTower(text, parameters.at('text_model'), inputs, { mask: inputs['attention_mask']! })
        const pooled = stateAtEnd(hidden, inputs['input_ids']!, endToken)
        return linear(parameters.at('text_projection'), pooled, width, { bias: false })
      },
    },
    image: {
      backbone: image,
      scope: 'vision_model',
      embed(parameters, inputs) {
        const scope = parameters.at('vision_model')
        const hidden = image.blocks.reduce((state, block) => block(scope, state, {}), image.embed(scope, inputs))
        const first = image.norm(scope, slice(hidden, { axis: 1, end: 1 }))
        const pooled = reshape(first, [hidden.shape[0]!, image.width])
        return linear(parameters.at('visual_projection'), pooled, width, { bias: false })
      },
    },
    scale: parameters => exp(parameters.get('logit_scale', [], constantInitializer(firstScale))),
  }
}

/**
 * The hidden state of the first end token. Files of before 2023 name token 2, which is wrong; then it is the token with
 * the largest id.
 */
function stateAtEnd(hidden: Value, ids: Value, endToken: number): Value {
  const [batch, sequence, width] = hidden.shape
  const marked = endToken === 2 ? cast(ids, hidden.dtype) : cast(equal(ids, endToken), hidden.dtype)
  const position = reshape(argMax(marked, { axis: 1 }), [batch!, 1])
  const chosen = cast(equal(range(hidden.graph, sequence!), position), hidden.dtype)
  return reshape(matmul(reshape(chosen, [batch!, 1, sequence!]), hidden), [batch!, width!])
}
