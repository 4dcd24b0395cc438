import { create, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf'
import type { Dtype } from '@towerkit/core'

/** An input or output: `name: [dtype, shape]`, a string dimension is a symbol. */
type Values = Readonly<Record<string, readonly [Dtype | 'bfloat16', readonly (number | string)[]]>>

interface TinyModel {
  readonly inputs: Values
  readonly outputs: Values
  /** `[op type, inputs, outputs, integer attributes]`. */
  readonly nodes: readonly (readonly [
    string,
    readonly string[],
    readonly string[],
    Readonly<Record<string, number>>?,
  ])[]
  /** Float32 weights inside the model. */
  readonly weights?: Readonly<Record<string, readonly number[]>>
  /** Float32 weights in another file: its path and their number. */
  readonly externalWeights?: Readonly<Record<string, readonly [path: string, length: number]>>
}

/** ONNX bytes of a hand-written graph, for the tests of this package, which must not depend on the graph package. */
export function tinyModel({ inputs, outputs, nodes, weights = {}, externalWeights = {} }: TinyModel): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 10n,
      opsetImport: [{ domain: '', version: 21n }],
      graph: {
        name: 'tiny',
        input: Object.entries(inputs).map(valueInfo),
        output: Object.entries(outputs).map(valueInfo),
        node: nodes.map(([opType, input, output, attributes = {}]) => ({
          opType,
          input: [...input],
          output: [...output],
          attribute: Object.entries(attributes).map(([name, value]) =>
            create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) }),
          ),
        })),
        initializer: [
          ...Object.entries(weights).map(([name, numbers]) =>
            create(TensorProtoSchema, {
              name,
              dataType: TensorProto_DataType.FLOAT,
              dims: [BigInt(numbers.length)],
              floatData: [...numbers],
            }),
          ),
          ...Object.entries(externalWeights).map(([name, [location, length]]) =>
            create(TensorProtoSchema, {
              name,
              dataType: TensorProto_DataType.FLOAT,
              dims: [BigInt(length)],
              dataLocation: TensorProto_DataLocation.EXTERNAL,
              externalData: Object.entries({ location, offset: '0', length: String(4 * length) }).map(
                ([key, value]) => ({ key, value }),
              ),
            }),
          ),
        ],
      },
    }),
  )
}

function valueInfo([name, [dtype, shape]]: [string, readonly [Dtype | 'bfloat16', readonly (number | string)[]]]) {
  const dim = shape.map(dimension => ({
    value:
      typeof dimension === 'number'
        ? { case: 'dimValue' as const, value: BigInt(dimension) }
        : { case: 'dimParam' as const, value: dimension },
  }))
  return {
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType: elementTypes[dtype], shape: { dim } } } },
  }
}

const elementTypes = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  bfloat16: TensorProto_DataType.BFLOAT16,
  int64: TensorProto_DataType.INT64,
  int32: TensorProto_DataType.INT32,
  int8: TensorProto_DataType.INT8,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
}

/** w' = w - rate * gradient, the smallest training step. */
export const descentModel = (): Uint8Array =>
  tinyModel({
    inputs: { w: ['float32', ['n']], gradient: ['float32', ['n']], rate: ['float32', []] },
    outputs: { updated: ['float32', ['n']] },
    nodes: [
      ['Mul', ['gradient', 'rate'], ['step']],
      ['Sub', ['w', 'step'], ['updated']],
    ],
  })

/** y = x @ w with float32 [rows, inner] and [inner, columns]. */
export const matmulModel = (): Uint8Array =>
  tinyModel({
    inputs: { x: ['float32', ['rows', 'inner']], w: ['float32', ['inner', 'columns']] },
    outputs: { y: ['float32', ['rows', 'columns']] },
    nodes: [['MatMul', ['x', 'w'], ['y']]],
  })

/** y = x of any dtype, through a reshaping op that no optimiser removes. */
export const copyModel = (dtype: Dtype): Uint8Array =>
  tinyModel({
    inputs: { x: [dtype, ['n']] },
    outputs: { y: [dtype, ['n']] },
    nodes: [['Identity', ['x'], ['y']]],
  })
