import { trainWordPiece } from '@towerkit/backbones'
import {
  conv,
  createParameters,
  Graph,
  initialize,
  linear,
  normalInitializer,
  reshape,
  writeOnnx,
} from '@towerkit/graph'
import type { Picture, Sound } from '@towerkit/media'
import { omniEncoder, type OmniEncoder, type OmniEncoderOptions } from '@towerkit/omni-encoder'

const words = ['red', 'green', 'blue', 'dark', 'light']

/** A new encoder of texts, pictures of 8 x 8 and sounds, small enough for tests. */
export function tinyEncoder(options: Partial<OmniEncoderOptions> = {}): Promise<OmniEncoder> {
  return omniEncoder({
    text: {
      tokenizer: trainWordPiece(words, { vocabularySize: 60, minimumFrequency: 1 }),
      config: {
        model_type: 'bert',
        vocab_size: 60,
        hidden_size: 8,
        num_hidden_layers: 2,
        num_attention_heads: 2,
        intermediate_size: 16,
        max_position_embeddings: 16,
      },
    },
    vision: { model: model('vision'), preset: { normalization: {}, crop: { width: 8, height: 8 } } },
    sound: { model: model('sound'), sampleRate: 1000, seconds: 0.1 },
    widths: [8, 4],
    perceiverWidth: 8,
    heads: 2,
    latents: 4,
    perceiverLayers: 1,
    ...(options.textBlocks === undefined && { fusionLayers: 1 }),
    session: { threads: 1 },
    ...options,
  })
}

/** Pairs of a text and an item of other parts. */
export const tinyPairs = words.map((word, i) => ({
  query: { text: { title: word, ocr: `${words[(i + 1) % 5]} ${word}` } },
  positive: i % 2 === 0 ? { pictures: tinyPicture(i) } : { sound: tinySound(i), frames: [tinyPicture(i)] },
}))

function tinyPicture(seed: number): Picture {
  return { width: 8, height: 8, data: Uint8Array.from({ length: 192 }, (_, i) => 127 + 120 * Math.sin(i * (seed + 1))) }
}

function tinySound(seed: number): Sound {
  return { sampleRate: 1000, channels: [Float32Array.from({ length: 250 }, (_, i) => Math.sin(i * (seed + 0.3)))] }
}

function model(kind: 'vision' | 'sound'): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  if (kind === 'vision') {
    const pixels = graph.input('pixels', 'float32', ['batch', 3, 8, 8])
    graph.output(
      'map',
      conv(pixels, parameters.get('patches', [6, 3, 4, 4], normalInitializer(0.2)), { strides: [4, 4] }),
    )
  } else {
    const samples = graph.input('samples', 'float32', ['batch', 100])
    graph.output('tokens', linear(parameters, reshape(samples, ['batch', 10, 10]), 6, { deviation: 0.3 }))
  }
  return writeOnnx(graph, { weights: initialize(parameters, { seed: 1 }) })
}
