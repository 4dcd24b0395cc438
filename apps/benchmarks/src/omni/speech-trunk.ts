import { add, createParameters, div, gather, Graph, read, reshape, writeOnnx, type Tensor } from '@towerkit/graph'

/** Frames of a window, and from one window to the next. */
const window = 76
const hop = 8

/**
 * Google's speech embedding as one model, from samples at 16 kHz in the range of 16 bits to 96 numbers for each window
 * of 0.76 s: [batch, samples] to [batch, windows, 96]. Sounds of a batch are not independent, because the spectrogram
 * is cut below the loudest of all.
 *
 * @param files melspectrogram.onnx and embedding_model.onnx.
 */
export function speechTrunk(
  files: { readonly spectrogram: Uint8Array; readonly embedding: Uint8Array },
  seconds: number,
): Uint8Array {
  const spectrogram = read(files.spectrogram)
  const embedding = read(files.embedding)
  const graph = new Graph()
  const parameters = createParameters(graph)
  const samples = graph.input('samples', 'float32', ['batch', 16_000 * seconds])
  const bands = spectrogram.build(parameters.at('spectrogram'), { input: samples })['output']!
  const frames = Number(bands.shape[2])
  const windows = Math.floor((frames - window) / hop) + 1
  const places = Array.from({ length: windows * window }, (_, i) => hop * Math.floor(i / window) + (i % window))
  const cut = gather(add(div(bands, 10), 2), graph.constant(places, 'int64'), 2)
  const vectors = embedding.build(parameters.at('embedding'), {
    input_1: reshape(cut, [`${windows}*batch`, window, 32, 1]),
  })['conv2d_19']!
  graph.output('vectors', reshape(vectors, ['batch', windows, 96]))
  const named = (scope: string, weights: Readonly<Record<string, Tensor>>) =>
    Object.entries(weights).map(([name, weight]) => [`${scope}.${name}`, weight] as const)
  return writeOnnx(graph, {
    weights: Object.fromEntries([
      ...named('spectrogram', spectrogram.weights),
      ...named('embedding', embedding.weights),
    ]),
  })
}
