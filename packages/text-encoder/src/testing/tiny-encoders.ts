import {
  createStaticEncoder,
  createTextEncoder,
  trainWordPiece,
  type CreateStaticEncoderOptions,
  type CreateTextEncoderOptions,
  type StaticEncoder,
  type TextEncoder,
} from '@towerkit/text-encoder'
import { textArchitectures } from '@towerkit/backbones'

export const texts = [
  'watch a file',
  'read',
  'parse a uniform resource locator into its parts and return them',
  '',
  'héllo 🙂 日本',
]
export const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
export const session = { threads: 1 }

const sizes = {
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 32,
  pad_token_id: 0,
}

/** A small network of every text architecture. */
export const tinyConfigs: Readonly<Record<string, object>> = {
  ...Object.fromEntries(Object.keys(textArchitectures).map(model_type => [model_type, { model_type, ...sizes }])),
  distilbert: {
    model_type: 'distilbert',
    vocab_size: 100,
    dim: 16,
    n_layers: 2,
    n_heads: 2,
    hidden_dim: 24,
    max_position_embeddings: 32,
    pad_token_id: 0,
  },
  qwen3: { model_type: 'qwen3', ...sizes, head_dim: 8 },
}

/** A small BERT with random weights. */
export function tinyTextEncoder(options: Partial<CreateTextEncoderOptions> = {}): TextEncoder {
  return createTextEncoder({ config: tinyConfigs['bert']!, tokenizer, seed: 1, session, ...options })
}

/** A small table of random vectors. */
export function tinyStaticEncoder(options: Partial<CreateStaticEncoderOptions> = {}): StaticEncoder {
  return createStaticEncoder({ tokenizer, dimensions: 6, seed: 1, ...options })
}
