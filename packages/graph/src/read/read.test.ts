import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { DataError, TowerkitError, UnsupportedError } from '@towerkit/core'
import { ModelProtoSchema } from 'onnx-buf'
import { expect, test } from 'vitest'
import {
  averagePoolOp,
  createParameters,
  div,
  exp,
  gemm,
  gradients,
  Graph,
  linear,
  maxPoolOp,
  mul,
  read,
  reduceSum,
  reshape,
  skipLayerNormalizationOp,
  softmax,
  tanh,
  writeOnnx,
  type AnyOp,
} from '../index.ts'
import { runModel } from '../testing/run-model.ts'

const weights = {
  'dense.weight': {
    dtype: 'float32' as const,
    shape: [4, 3],
    data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  },
}

function model(): Uint8Array {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['batch', 3])
  const weight = graph.input('dense.weight', 'float32', [4, 3])
  graph.output('y', reshape(tanh(gemm(x, weight, { transposeB: true })), ['batch', 2, 2]))
  return writeOnnx(graph, { weights })
}

test('a model is read, written back and gives the same', async () => {
  const bytes = model()
  const again = read(bytes)
  expect(again.inputs).toEqual({ x: { dtype: 'float32', shape: ['batch', 3] } })
  expect(again.graph.outputs.get('y')!.shape).toEqual(['batch', 2, 2])
  const feeds = { x: { dtype: 'float32' as const, shape: [2, 3], data: Float32Array.of(1, 2, 3, -1, 0, 1) } }
  const [before, after] = await Promise.all(
    [bytes, writeOnnx(again.graph, { weights: again.weights })].map(each => runModel(each, feeds, { optimized: true })),
  )
  expect(after).toEqual(before)
})

test('the weights of a read model have gradients, in any graph and scope', () => {
  const { build } = read(model())
  const graph = new Graph()
  const parameters = createParameters(graph)
  const x = linear(parameters.at('first'), graph.input('x', 'float32', ['n', 2]), 3)
  const { y } = build(parameters.at('read'), { x })
  const [gradient] = gradients(reduceSum(y!), [
    parameters.list().find(({ name }) => name === 'read.dense.weight')!.value,
  ])
  expect(gradient!.shape).toEqual([4, 3])
})

test('what is malformed or unknown is named', () => {
  expect(() => read(Uint8Array.of(1, 2, 3))).toThrow(DataError)
  const bytes = model()
  const at = new TextDecoder('latin1').decode(bytes).indexOf('"\x04Tanh') + 2
  bytes.set(new TextEncoder().encode('Tanx'), at)
  expect(() => read(bytes)).toThrow(UnsupportedError)
  expect(() => read(bytes)).toThrow(/Tanx.*ops/)
})

test('300 damaged files are read or refused with a typed error', () => {
  let state = 7
  const random = (limit: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % limit
  for (let i = 0; i < 300; i++) {
    const bytes = model()
    for (let j = 0; j <= random(4); j++) bytes[random(bytes.length)] = random(256)
    try {
      read(i % 3 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(TowerkitError)
    }
  }
})

test('outputs may be called what the graph calls values inside', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [2])
  const inner = tanh(x)
  graph.output('Tanh_1', inner)
  graph.output('Tanh_0', tanh(inner))
  const again = read(writeOnnx(graph))
  const { Tanh_0, Tanh_1 } = await runModel(
    writeOnnx(again.graph),
    { x: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } },
    { optimized: true },
  )
  expect(Array.from(Tanh_0!.data as Float32Array)).toEqual(
    Array.from(Tanh_1!.data as Float32Array, value => expect.closeTo(Math.tanh(value), 5)),
  )
})

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
    ...fromBinary(ModelProtoSchema, model())
      .graph!.node.find(({ opType }) => opType === 'Gemm')!
      .attribute.find(({ name }) => name === 'transB')!,
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
