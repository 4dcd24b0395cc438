import { equal } from 'node:assert/strict'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { aiSdkEmbeddingModel } from '@towerkit/text-encoder/ai-sdk'
import { langChainEmbeddings } from '@towerkit/text-encoder/langchain'
import { llamaIndexEmbedding } from '@towerkit/text-encoder/llamaindex'

const tokenizer = trainWordPiece(['read a file', 'join two paths'], { vocabularySize: 60 })
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
equal((await (await langChainEmbeddings(encoder)).embedQuery('read')).length, 8)
equal((await (await llamaIndexEmbedding(encoder)).getTextEmbedding('read')).length, 8)
equal((await aiSdkEmbeddingModel(encoder).doEmbed({ values: ['read', 'join'] })).embeddings.length, 2)
await encoder.close()
