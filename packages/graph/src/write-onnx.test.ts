import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError, type Tensor } from '@towerkit/core'
import { Graph } from './graph.ts'
import { add } from './ops/add.ts'
import { clip } from './ops/clip.ts'
import { gelu } from './ops/gelu.ts'
import { matmul } from './ops/matmul.ts'
import { mul } from './ops/mul.ts'
import { transpose } from './ops/transpose.ts'
import { runModel as run } from './testing/run-model.ts'
import { writeOnnx } from './write-onnx.ts'

const vector = (...data: number[]): Tensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
})

describe('writeOnnx', () => {
  it('writes opset 21 and IR 10, symbols, constants and attributes', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 3])
    graph.output('y', gelu(transpose(add(x, 0.5)), { approximate: 'tanh' }))
    const model = fromBinary(ModelProtoSchema, writeOnnx(graph))
    expect([model.irVersion, model.opsetImport.map(({ domain, version }) => [domain, version])]).toEqual([
      10n,
      [['', 21n]],
    ])
    expect(model.graph!.input[0]!.type!.value).toMatchObject({
      value: {
        elemType: 1,
        shape: { dim: [{ value: { case: 'dimParam', value: 'batch' } }, { value: { case: 'dimValue', value: 3n } }] },
      },
    })
    expect(model.graph!.node.map(({ opType, output }) => [opType, output.at(-1)])).toEqual([
      ['Add', 'Add_1'],
      ['Transpose', 'Transpose_2'],
      ['Gelu', 'y'],
    ])
    expect(model.graph!.node[1]!.attribute[0]).toMatchObject({ name: 'perm', ints: [1n, 0n] })
    expect(new TextDecoder().decode(model.graph!.node[2]!.attribute[0]!.s)).toBe('tanh')
    expect(model.graph!.initializer[0]!.rawData).toEqual(new Uint8Array(Float32Array.of(0.5).buffer))
  })

  it('stores weights in the model', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 2])
    graph.output('y', matmul(x, graph.input('w', 'float32', [2, 1])))
    const buffer = Float32Array.of(9, 9, 3, 4, 9)
    const model = writeOnnx(graph, { weights: { w: { dtype: 'float32', shape: [2, 1], data: buffer.subarray(2, 4) } } })
    const { y } = await run(
      model,
      { x: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(10, 1) } },
      { optimized: true },
    )
    expect([...y!.data]).toEqual([34])
    expect(fromBinary(ModelProtoSchema, model).graph!.input.map(({ name }) => name)).toEqual(['x'])
  })

  it('writes one value as two outputs, and an input and a constant as outputs', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    const sum = add(x, 1)
    graph.output('a', sum)
    graph.output('b', sum)
    graph.output('input', x)
    graph.output('constant', graph.constant([5], 'int64'))
    const results = await run(writeOnnx(graph), { x: vector(1, 2) }, { optimized: true })
    expect(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]))).toEqual({
      a: [2, 3],
      b: [2, 3],
      input: [1, 2],
      constant: [5n],
    })
  })

  it('keeps a value that is an output and is used further', async () => {
    const graph = new Graph()
    const sum = add(graph.input('x', 'float32', [2]), 1)
    graph.output('sum', sum)
    graph.output('next', add(sum, 1))
    const { next } = await run(writeOnnx(graph), { x: vector(1, 2) }, { optimized: true })
    expect([...next!.data]).toEqual([3, 4])
  })

  it('leaves out optional inputs, also in the middle', async () => {
    const graph = new Graph()
    graph.output('y', clip(graph.input('x', 'float32', [3]), { max: 2 }))
    const model = writeOnnx(graph)
    expect(fromBinary(ModelProtoSchema, model).graph!.node[0]!.input[1]).toBe('')
    const { y } = await run(model, { x: vector(-5, 2, 3) }, { optimized: true })
    expect([...y!.data]).toEqual([-5, 2, 2])
  })

  it('refuses a graph without outputs, unknown weights, and weights that do not fit', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    expect(() => writeOnnx(graph)).toThrow(ArgumentError)
    graph.output('y', add(x, 1))
    expect(() => writeOnnx(graph, { weights: { z: vector(1, 2) } })).toThrow('"z"')
    expect(() => writeOnnx(graph, { weights: { x: vector(1, 2, 3) } })).toThrow(ShapeError)
    expect(() =>
      writeOnnx(graph, { weights: { x: { dtype: 'float64', shape: [2], data: Float64Array.of(1, 2) } } }),
    ).toThrow('float64')
  })
})

it('writes what the outputs need, and every input', () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [2])
  const unused = graph.input('unused', 'float32', [2])
  const needed = add(x, graph.constant(1, 'float32'))
  mul(needed, add(unused, graph.constant(7, 'float32')))
  graph.output('y', needed)
  const { graph: written } = fromBinary(ModelProtoSchema, writeOnnx(graph))
  expect(written!.node.map(({ opType }) => opType)).toEqual(['Add'])
  expect(written!.initializer).toHaveLength(1)
  expect(written!.input.map(({ name }) => name)).toEqual(['x', 'unused'])
})
