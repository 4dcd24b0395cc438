import { DataError, TowerkitError, UnsupportedError } from '@towerkit/core'
import { expect, test } from 'vitest'
import {
  createParameters,
  gemm,
  gradients,
  Graph,
  linear,
  read,
  reduceSum,
  reshape,
  tanh,
  writeOnnx,
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
