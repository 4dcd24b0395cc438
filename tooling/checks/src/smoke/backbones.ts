import { equal } from 'node:assert/strict'
import { backboneParameters, loadTokenizer, textBackbone, trainWordPiece } from '@towerkit/backbones'
import { pad } from '@towerkit/backbones/tokenizer'

const backbone = textBackbone({
  model_type: 'bert',
  vocab_size: 60,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
})
equal(backbone.blocks.length, 1)
equal(backboneParameters(backbone).list().length, 21)
equal(
  loadTokenizer(trainWordPiece(['read a file', 'write a file'], { vocabularySize: 60 })).encodeBatch(['a file']).ids
    .length,
  1,
)
equal(pad([Int32Array.of(1, 2)], { padId: 0 }).sequence, 2)
