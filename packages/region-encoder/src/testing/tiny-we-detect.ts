import {
  add,
  concat,
  conv,
  createParameters,
  embedding,
  Graph,
  l2Normalize,
  matmul,
  meanPooling,
  mul,
  reduceMax,
  reshape,
  sigmoid,
  transpose,
  writeOnnx,
  type Value,
  type Tensor,
} from '@towerkit/graph'

/** Scales and biases of the levels of the tiny files, which differ as those of the released ones do. */
export const tinyMeta = { img_size: 64, grid_size: [64, 16, 4], logit_scale_exp: [20, 24, 30], bias: [-8, -9, -10] }

const strides = [8, 16, 32]

/** Mean colour of each cell of each level [batch, cells, 3], red, green and blue from 0 to 1. */
function colours(images: Value): Value {
  const rows = strides.map(stride => {
    const means = Array.from({ length: 9 }, (_, i) =>
      Array.from({ length: stride ** 2 }, () => (i % 4 === 0 ? 1 / stride ** 2 : 0)),
    ).flat()
    const weight = images.graph.constant(Float32Array.from(means), 'float32', [3, 3, stride, stride])
    const map = conv(images, weight, { strides: [stride, stride] })
    return transpose(reshape(map, [1, 3, (64 / stride) ** 2]))
  })
  return concat(rows, 1)
}

/** Corners of the cells [1, cells, 4], in pixels of the frame. */
function corners(graph: Graph): Value {
  const boxes = strides.flatMap(stride =>
    Array.from({ length: (64 / stride) ** 2 }, (_, cell) => {
      const left = (cell % (64 / stride)) * stride
      const top = Math.floor(cell / (64 / stride)) * stride
      return [left, top, left + stride, top + stride]
    }),
  )
  return graph.constant(Float32Array.from(boxes.flat()), 'float32', [1, boxes.length, 4])
}

function ofLevels(graph: Graph, values: readonly number[]): Value {
  const rows = strides.flatMap((stride, level) => Array.from({ length: (64 / stride) ** 2 }, () => values[level]!))
  return graph.constant(Float32Array.from(rows), 'float32', [1, rows.length, 1])
}

/** A file with the form of `wedetect_anything_*.onnx`: an embedding is the mean colour of a cell. */
export function tinyAnything(): Uint8Array {
  const graph = new Graph()
  const embeds = colours(graph.input('input_image', 'float32', [1, 3, 64, 64]))
  const pure = graph.constant(Float32Array.of(1, -0.5, -0.5, -0.5, 1, -0.5, -0.5, -0.5, 1), 'float32', [3, 3])
  const best = reduceMax(matmul(embeds, pure), [2], { keepDimensions: true })
  const objects = sigmoid(add(mul(best, 20), -8))
  graph.output('scores', concat([mul(objects, 0.1), objects], 2))
  graph.output('bboxes', add(corners(graph), 0))
  graph.output('embeds', embeds)
  return writeOnnx(graph)
}

/** A file with the form of `*_vision.onnx` over the same embeddings. */
export function tinyVision(): Uint8Array {
  const graph = new Graph()
  const embeds = colours(graph.input('image', 'float32', [1, 3, 64, 64]))
  const texts = graph.input('txt_feats', 'float32', [1, 'K', 3])
  const odds = add(
    mul(matmul(embeds, transpose(texts)), ofLevels(graph, tinyMeta.logit_scale_exp)),
    ofLevels(graph, tinyMeta.bias),
  )
  graph.output('bboxes', add(corners(graph), 0))
  graph.output('scores', sigmoid(odds))
  return writeOnnx(graph)
}

/** A file with the form of `*_language.onnx`: the mean of one vector for each token. */
export function tinyLanguage(rows: readonly (readonly number[])[]): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const ids = graph.input('input_ids', 'int64', ['K', 'L'])
  const mask = graph.input('attention_mask', 'int64', ['K', 'L'])
  const states = embedding(parameters.at('tokens'), ids, { rows: rows.length, width: 3 })
  graph.output('txt_feats', l2Normalize(meanPooling(states, mask)))
  const { name } = parameters.list()[0]!
  const table: Tensor = { dtype: 'float32', shape: [rows.length, 3], data: Float32Array.from(rows.flat()) }
  return writeOnnx(graph, { weights: { [name]: table } })
}

/** A .npy file of float32. */
export function npy(rows: readonly (readonly number[])[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0]!.length}), }`
  const header = `${text.padEnd(117)}\n`
  const start = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8)
  const data = Float32Array.from(rows.flat())
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(data.buffer)])
}
