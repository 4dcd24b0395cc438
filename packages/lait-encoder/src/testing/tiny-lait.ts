import { backboneParameters, textBackbone, trainWordPiece } from '@towerkit/backbones'
import { seededRandom } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { LaitEncoder } from '../lait-encoder-of.ts'
import type { LaitEncoderOptions } from '../lait-encoder-options.ts'
import { laitEncoder } from '../lait-encoder.ts'

export const tinyTexts = [
  'watch a file',
  'read',
  'parse a uniform resource locator into its parts and return them',
  '',
  'close the folder of a file',
  'file',
]
export const tinyTokenizer = trainWordPiece(tinyTexts, { vocabularySize: 90, minimumFrequency: 1 })

const sizes = {
  vocab_size: 96,
  hidden_size: 16,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 48,
  pad_token_id: 0,
}

/** Small networks with each kind of positions. */
export const tinyConfigs: Readonly<Record<string, object>> = {
  bert: { model_type: 'bert', ...sizes, type_vocab_size: 2 },
  roberta: { model_type: 'roberta', ...sizes, pad_token_id: 1, max_position_embeddings: 64, type_vocab_size: 1 },
  mpnet: { model_type: 'mpnet', ...sizes },
  distilbert: {
    model_type: 'distilbert',
    vocab_size: 96,
    dim: 16,
    n_layers: 3,
    n_heads: 2,
    hidden_dim: 24,
    max_position_embeddings: 48,
  },
  modernbert: { model_type: 'modernbert', ...sizes, local_attention: 8 },
  qwen3: { model_type: 'qwen3', ...sizes, num_key_value_heads: 1, head_dim: 8 },
}

/** Weights far from zero, so that every layer and every token matters. */
export function tinyWeights(config: object, seed = 1): Record<string, Tensor> {
  const random = seededRandom(seed)
  return Object.fromEntries(
    backboneParameters(textBackbone(config))
      .list()
      .map(({ name, shape }): [string, Tensor] => {
        const isScale = /norm.*weight$|LayerNorm.weight$/i.test(name)
        const data = Float32Array.from(
          { length: shape.reduce((a, b) => a * b, 1) },
          () => (isScale ? 1 : 0) + 0.6 * (random() - 0.5),
        )
        return [name, { dtype: 'float32', shape, data }]
      }),
  )
}

/** A small network with random weights. */
export async function tinyLait({
  architecture = 'bert',
  ...options
}: Partial<Omit<LaitEncoderOptions, 'backbone'>> & { readonly architecture?: string } = {}): Promise<LaitEncoder> {
  const config = tinyConfigs[architecture]!
  const encoder = await laitEncoder({
    backbone: { config, tokenizer: tinyTokenizer, weights: tinyWeights(config) },
    parallelLayers: 2,
    head: { classes: 3 },
    session: { threads: 1 },
    ...options,
  })
  for (const [name, { data }] of Object.entries(encoder.parts.weights))
    if (/^(pooler|pre_classifier|classifier|head\.dense|score)/.test(name))
      data.forEach((value, i) => {
        data[i] = 20 * Number(value)
      })
  return encoder
}
