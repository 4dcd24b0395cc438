import { equal } from 'node:assert/strict'
import { trainWordPiece } from '@towerkit/backbones'
import { conv, createParameters, Graph, initialize, normalInitializer, writeOnnx } from '@towerkit/graph'
import { omniEncoder, type OmniItem } from '@towerkit/omni-encoder'

const graph = new Graph()
const parameters = createParameters(graph)
const pixels = graph.input('pixels', 'float32', ['batch', 3, 8, 8])
graph.output('map', conv(pixels, parameters.get('patches', [6, 3, 4, 4], normalInitializer(0.2)), { strides: [4, 4] }))
const texts = ['a red square', 'a green field']
const encoder = await omniEncoder({
  text: {
    tokenizer: trainWordPiece(texts, { vocabularySize: 60 }),
    config: {
      model_type: 'bert',
      vocab_size: 60,
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 16,
      max_position_embeddings: 16,
    },
  },
  vision: {
    model: writeOnnx(graph, { weights: initialize(parameters, { seed: 1 }) }),
    preset: { resize: { width: 8, height: 8, kernel: 'bilinear' }, normalization: {} },
  },
  widths: [8, 4],
  perceiverWidth: 8,
  heads: 2,
})
const picture = { width: 8, height: 8, data: new Uint8Array(192).fill(200) }
const items: OmniItem[] = [...texts, { pictures: picture }, { text: texts[0]!, frames: [picture, picture] }]
const vectors = await encoder.encode(items)
equal(vectors.count, 4)
await encoder.save('omni')
const loaded = await omniEncoder('omni')
const again = await loaded.encode(items)
equal(
  again.data.every((value, i) => Math.abs(value - vectors.data[i]!) < 1e-5),
  true,
)
await Promise.all([encoder.close(), loaded.close()])
