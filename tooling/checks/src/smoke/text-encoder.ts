import { equal } from 'node:assert/strict'
import { createTextEncoder, textEncoder, trainWordPiece } from '@towerkit/text-encoder'

const texts = ['read a file', 'write a file', 'join two paths']
const tokenizer = trainWordPiece(texts, { vocabularySize: 60 })
const config = {
  model_type: 'bert' as const,
  vocab_size: 60,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}
const encoder = createTextEncoder({ config, tokenizer })
const vectors = await encoder.encode(texts)
equal(vectors.count, 3)
await encoder.save('encoder')
const loaded = await textEncoder('encoder')
const again = await loaded.encode(texts)
equal(
  again.data.every((value, i) => Math.abs(value - vectors.data[i]!) < 1e-6),
  true,
)
await Promise.all([encoder.close(), loaded.close()])
