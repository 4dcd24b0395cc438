import { add, embedding, layerNorm, normalInitializer, slice } from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { clipNames, preNormBlock } from '../pre-norm-block.ts'
import { requireHeads } from '../require-heads.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'

/**
 * The text tower of CLIP, whose tokens see themselves and earlier ones only, or of SigLIP, whose tokens see all.
 *
 * @see Radford et al., Learning transferable visual models from natural language supervision, arXiv 2103.00020,
 *   section 2.4; Zhai et al., Sigmoid loss for language image pre-training, arXiv 2303.15343.
 */
export function clipTextBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  const type = Reflect.get(config, 'model_type') as string
  const isClip = type === 'clip_text_model'
  const width = fields.count('hidden_size', isClip ? 512 : 768)
  const heads = fields.count('num_attention_heads', isClip ? 8 : 12)
  const inner = fields.count('intermediate_size', isClip ? 2048 : 3072)
  const vocabulary = fields.count('vocab_size', isClip ? 49_408 : 32_000)
  const longest = fields.count('max_position_embeddings', isClip ? 77 : 64)
  const activation = fields.activation('hidden_act', isClip ? 'quick_gelu' : 'gelu_pytorch_tanh')
  const epsilon = fields.positive('layer_norm_eps', isClip ? 1e-5 : 1e-6)
  requireHeads(width, heads)

  return {
    type,
    width,
    vocabulary,
    longest,
    causal: isClip,
    tokenTypes: false,
    inputs: textInputs,
    table: 'embeddings.token_embedding.weight',
    embed(parameters, { input_ids: ids }) {
      const scope = parameters.at('embeddings')
      const words = embedding(scope.at('token_embedding'), ids!, { rows: vocabulary, width })
      const table = scope.get('position_embedding.weight', [longest, width], normalInitializer(0.02))
      return add(words, slice(table, { end: ids!.shape[1]! }))
    },
    blocks: Array.from(
      { length: fields.layers('num_hidden_layers', 12) },
      (_, layer) =>
        (parameters, hidden, { mask }) =>
          preNormBlock(parameters.at('encoder', 'layers', layer), hidden, {
            names: clipNames,
            heads,
            inner,
            activation,
            epsilon,
            mask,
            causal: isClip,
          }),
    ),
    norm: (parameters, hidden) => layerNorm(parameters.at('final_layer_norm'), hidden, { epsilon }),
  }
}
