import { trainWordPiece } from '@towerkit/backbones'
import { seededRandom } from '@towerkit/core'
import {
  conv,
  createParameters,
  Graph,
  linear,
  normalInitializer,
  reshape,
  tanh,
  writeOnnx,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import type { Picture, Sound } from '@towerkit/media'
import { omniEncoder, type OmniEncoder, type OmniEncoderOptions, type OmniParts } from '@towerkit/omni-encoder'

const texts = [
  'a red square',
  'a green field',
  'blue sky over the sea',
  'search for a picture',
  'title: red, ocr: sale',
]
export const tinyTokenizer = trainWordPiece(texts, { vocabularySize: 90, minimumFrequency: 1 })

const textConfig = {
  model_type: 'bert',
  vocab_size: 96,
  hidden_size: 16,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 48,
  type_vocab_size: 2,
}

/** A model of pictures of 16 x 16: 16 tokens of width 12. */
export const tinyVision: OmniEncoderOptions['vision'] = {
  model: randomModel('pixels', ['batch', 3, 16, 16], (parameters, x) =>
    tanh(conv(x, parameters.get('patches', [12, 3, 4, 4], normalInitializer(0.4)), { strides: [4, 4] })),
  ),
  preset: { resize: { width: 16, height: 16, kernel: 'bilinear' }, normalization: {} },
}

/** A model of sound at 1,000 Hz: 100 tokens of width 8 for 10 s. */
export const tinySound: OmniEncoderOptions['sound'] = {
  model: randomModel('samples', ['batch', 10_000], (parameters, x) =>
    tanh(linear(parameters.at('map'), reshape(x, [x.shape[0]!, 100, 100]), 8, { deviation: 0.4 })),
  ),
  sampleRate: 1000,
}

/** A small encoder with random weights far from zero, so that every part matters. */
export async function tinyOmni(options: Partial<OmniEncoderOptions> = {}): Promise<OmniEncoder> {
  const encoder = await omniEncoder({
    text: { config: textConfig, tokenizer: tinyTokenizer },
    vision: tinyVision!,
    sound: tinySound!,
    widths: [16, 8, 4],
    perceiverWidth: 12,
    heads: 2,
    session: { threads: 1 },
    ...options,
  })
  for (const [name, weight] of Object.entries(encoder.parts.weights)) weight.data.set(randomData(name, weight) as never)
  return encoder
}

/** A picture of noise around a colour. */
export function tinyPicture(seed: number, size = 16): Picture {
  const random = seededRandom(seed)
  return { width: size, height: size, data: Uint8Array.from({ length: 3 * size * size }, () => 256 * random()) }
}

/** Noise. */
export function tinyNoise(seed: number, seconds: number, sampleRate = 1000): Sound {
  const random = seededRandom(seed)
  const samples = Float32Array.from({ length: Math.round(seconds * sampleRate) }, () => 2 * random() - 1)
  return { sampleRate, channels: [samples] }
}

/** All parts of an item. */
export const wholeItem: Required<Omit<OmniParts, 'video'>> = {
  text: { title: 'a red square', ocr: 'sale' },
  pictures: tinyPicture(1),
  frames: [tinyPicture(2), tinyPicture(3)],
  sound: tinyNoise(4, 3),
}

/** The 15 items with some of the four parts. */
export const subsets: readonly OmniParts[] = Array.from({ length: 15 }, (_, i) =>
  Object.fromEntries(Object.entries(wholeItem).filter((_part, place) => ((i + 1) >> place) & 1)),
)

/** An ONNX model with random weights. */
export function randomModel(
  input: string,
  shape: readonly (string | number)[],
  build: (parameters: Parameters, x: Value) => Value,
): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  graph.output('states', build(parameters, graph.input(input, 'float32', shape)))
  const weights = Object.fromEntries(
    parameters
      .list()
      .map(({ name, shape: own, initializer }): [string, Tensor] => [
        name,
        { dtype: 'float32', shape: own, data: initializer(own, seededRandom(name.length)) },
      ]),
  )
  return writeOnnx(graph, { weights })
}

function randomData(name: string, { data, shape }: Tensor): Float32Array {
  const random = seededRandom([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 31, 7))
  const isScale = /(norm|LayerNorm)\.weight$/.test(name)
  const deviation = shape.length > 1 ? 1 / Math.sqrt(shape.at(-1)!) : 0.3
  return Float32Array.from({ length: data.length }, () => (isScale ? 1 : 0) + 2 * deviation * (random() - 0.5) * 1.7)
}
