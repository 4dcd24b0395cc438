import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { expect, test } from 'vitest'
import {
  averagePoolOp,
  div,
  exp,
  gemm,
  gradients,
  Graph,
  maxPoolOp,
  mul,
  read,
  reduceSum,
  reshape,
  skipLayerNormalizationOp,
  softmax,
  writeOnnx,
  type AnyOp,
} from '../index.ts'
import { runModel } from '../testing/run-model.ts'

/** A model of one node, whose attribute `transB` is a whole number. */
function gemmModel(): Uint8Array {
  const graph = new Graph()
  const a = graph.input('a', 'float32', [2, 3])
  graph.output('y', gemm(a, graph.input('b', 'float32', [4, 3]), { transposeB: true }))
  return writeOnnx(graph)
}

test('softmax before opset 13 is over all axes from its own on', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['batch', 2, 3])
  graph.output('y', softmax(x, 2))
  const file = fromBinary(ModelProtoSchema, writeOnnx(graph))
  file.opsetImport[0]!.version = 12n
  file.graph!.node[0]!.attribute[0]!.i = 1n
  const bytes = toBinary(ModelProtoSchema, file)
  const feeds = {
    x: { dtype: 'float32' as const, shape: [2, 2, 3], data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) },
  }
  const [before, after] = await Promise.all(
    [bytes, writeOnnx(read(bytes).graph)].map(each => runModel(each, feeds, { optimized: false })),
  )
  after!['y']!.data.forEach((value, i) => expect(Number(value)).toBeCloseTo(Number(before!['y']!.data[i]), 6))
  const expected = new Graph()
  const z = exp(expected.input('x', 'float32', ['batch', 2, 3]))
  expected.output('y', div(z, reduceSum(z, [1, 2], { keepDimensions: true })))
  const exact = await runModel(writeOnnx(expected), feeds, { optimized: false })
  after!['y']!.data.forEach((value, i) => expect(Number(value)).toBeCloseTo(Number(exact['y']!.data[i]), 6))
})

test('a reshape that allows lengths of zero is read where it has none', () => {
  const graph = new Graph()
  graph.output('y', reshape(graph.input('x', 'float32', [2, 6]), [3, 4]))
  const file = fromBinary(ModelProtoSchema, writeOnnx(graph))
  const attribute = file.graph!.node[0]!.attribute
  attribute.push({
    ...fromBinary(ModelProtoSchema, gemmModel()).graph!.node[0]!.attribute.find(({ name }) => name === 'transB')!,
    name: 'allowzero',
    i: 1n,
  })
  expect(read(toBinary(ModelProtoSchema, file)).graph.outputs.get('y')!.shape).toEqual([3, 4])
})

test('fused ops become the ops that they are made of, which have gradients', async () => {
  const graph = new Graph()
  const [input, skip] = ['input', 'skip'].map(name => graph.input(name, 'float32', ['batch', 3, 4]))
  const gamma = graph.input('gamma', 'float32', [4])
  graph.output(
    'y',
    graph.emit(skipLayerNormalizationOp, { input: input!, skip: skip!, gamma }, { epsilon: 1e-5 }).output,
  )
  const bytes = writeOnnx(graph, {
    weights: { gamma: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } },
  })
  const again = read(bytes)
  expect(again.graph.nodes.map(({ op }) => op.type)).toEqual(['Add', 'LayerNormalization'])
  const y = again.graph.outputs.get('y')!
  expect(gradients(reduceSum(mul(y, y)), [again.graph.inputs.find(({ name }) => name === 'gamma')!])[0]!.shape).toEqual(
    [4],
  )
  const feeds = Object.fromEntries(
    ['input', 'skip'].map((name, at) => [
      name,
      {
        dtype: 'float32' as const,
        shape: [1, 3, 4],
        data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i + at)),
      },
    ]),
  )
  const [before, after] = await Promise.all(
    [bytes, writeOnnx(again.graph, { weights: again.weights })].map(each =>
      runModel(each, feeds, { optimized: false }),
    ),
  )
  expect(Array.from(after!['y']!.data, Number)).toEqual(
    Array.from(before!['y']!.data as Float32Array, value => expect.closeTo(value, 5)),
  )
})

const pools: readonly [string, AnyOp, object][] = [maxPoolOp, averagePoolOp].flatMap(
  (op): [string, AnyOp, object][] => [
    [`${op.type}, rounded up`, op, { kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1 }],
    [
      `${op.type}, rounded up, with pads`,
      op,
      { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 },
    ],
    [`${op.type}, same length`, op, { kernel_shape: [2, 3], strides: [1, 2], auto_pad: 'SAME_UPPER' }],
    [`${op.type}, same length, more in front`, op, { kernel_shape: [2, 3], strides: [1, 2], auto_pad: 'SAME_LOWER' }],
    [`${op.type}, no padding`, op, { kernel_shape: [2, 3], auto_pad: 'VALID' }],
  ],
)

test.each(pools)('%s', async (_name, op, attributes) => {
  // The runtime itself finds the shape of what only files have.
  const asInFiles: AnyOp = {
    ...op,
    attributes: { ...op.attributes, ceil_mode: 'int', auto_pad: 'string' },
    infer: () =>
      Object.fromEntries(['Y', 'Indices'].map(name => [name, { dtype: 'float32', shape: ['a', 'b', 'c', 'd'] }])),
  }
  const graph = new Graph()
  graph.output('y', graph.emit(asInFiles, { X: graph.input('x', 'float32', [1, 2, 6, 7]) }, { ...attributes })['Y']!)
  const bytes = writeOnnx(graph)
  const feeds = {
    x: {
      dtype: 'float32' as const,
      shape: [1, 2, 6, 7],
      data: Float32Array.from({ length: 84 }, (_, i) => Math.sin(i * i)),
    },
  }
  const again = read(bytes).graph
  const [before, after] = await Promise.all(
    [bytes, writeOnnx(again)].map(each => runModel(each, feeds, { optimized: false })),
  )
  expect([...after!['y']!.shape]).toEqual(again.outputs.get('y')!.shape)
  expect(after!['y']!.shape).toEqual(before!['y']!.shape)
  expect(Array.from(after!['y']!.data, Number)).toEqual(
    Array.from(before!['y']!.data as Float32Array, value => expect.closeTo(value, 5)),
  )
})
