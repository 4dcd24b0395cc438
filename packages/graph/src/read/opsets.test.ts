import { readFileSync } from 'node:fs'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { AttributeProtoSchema, ModelProtoSchema, AttributeProto_AttributeType as AttributeType } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { Graph, read, tanh, writeOnnx } from '../index.ts'
import { runModel } from '../testing/run-model.ts'

interface Golden {
  readonly input: readonly number[]
  readonly shape: readonly number[]
  readonly cases: readonly {
    readonly name: string
    readonly model: string
    readonly shape: readonly number[]
    readonly output: readonly number[]
  }[]
}
const golden = JSON.parse(readFileSync(new URL('__golden__/opsets.json', import.meta.url), 'utf8')) as Golden
const x = { dtype: 'float32' as const, shape: golden.shape, data: Float32Array.from(golden.input) }
const bytesOf = (name: string) => Buffer.from(golden.cases.find(each => each.name === name)!.model, 'base64')

describe('gives what the reference implementation of ONNX gives', () => {
  it.each(golden.cases)('$name', async ({ name, shape, output }) => {
    const { graph, weights } = read(bytesOf(name))
    const { y } = await runModel(writeOnnx(graph, { weights }), { x }, { optimized: true })
    expect([...y!.shape]).toEqual(shape)
    y!.data.forEach((value, i) => expect(Number(value)).toBeCloseTo(output[i]!, 4))
  })
})

it('refuses a type of the result that is not that of the scale', () => {
  const file = fromBinary(ModelProtoSchema, bytesOf('QuantizeLinear with types, opset 23'))
  const last = file.graph!.node.at(-1)!
  last.attribute = [create(AttributeProtoSchema, { name: 'output_dtype', type: AttributeType.INT, i: 10n })]
  expect(() => read(toBinary(ModelProtoSchema, file))).toThrow(/output_dtype = 10/)
})

it.each([10n, 25n])('refuses opset %s', opset => {
  const graph = new Graph()
  graph.output('y', tanh(graph.input('x', 'float32', [2])))
  const file = fromBinary(ModelProtoSchema, writeOnnx(graph))
  file.opsetImport[0]!.version = opset
  expect(() => read(toBinary(ModelProtoSchema, file))).toThrow(`read: opset ${opset}.`)
})
