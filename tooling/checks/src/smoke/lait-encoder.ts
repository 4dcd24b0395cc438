import { equal } from 'node:assert/strict'
import { diskCache, laitEncoder } from '@towerkit/lait-encoder'
import { stateCacheConformance } from '@towerkit/core/testing'
import { trainWordPiece } from '@towerkit/backbones'

const texts = ['read a file', 'write a file', 'join two paths']
const tokenizer = trainWordPiece(texts, { vocabularySize: 60 })
const config = {
  model_type: 'bert',
  vocab_size: 60,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
}
const encoder = await laitEncoder({
  backbone: { config, tokenizer },
  parallelLayers: 1,
  head: 'score',
  cache: diskCache('states'),
})
const scores = await encoder.score(texts, texts)
equal(scores.dimensions, 3)
await encoder.save('model')
const loaded = await laitEncoder({ backbone: 'model', cache: diskCache('states') })
const again = await loaded.score(texts, texts)
equal(
  again.data.every((value, i) => Math.abs(value - scores.data[i]!) < 1e-5),
  true,
)
equal(stateCacheConformance(() => diskCache('other')).length > 5, true)
await Promise.all([encoder.close(), loaded.close()])
