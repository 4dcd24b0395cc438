import { create, toBinary } from '@bufbuild/protobuf'
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProtoSchema,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf'
import {
  ArgumentError,
  requireKnownOptions,
  ShapeError,
  type Dtype,
  type Tensor,
  type TensorData,
} from '@towerkit/core'
import { onnxDataType } from './dtype.ts'
import type { Graph } from './graph.ts'
import { joinModel } from './join-model.ts'
import { neededNodes } from './needed-nodes.ts'
import type { Value } from './value.ts'
import { writeNode } from './write-node.ts'

/** Opset and format version of the models written: old enough for every current runtime. */
const opset = 21n
const irVersion = 10n

/**
 * The graph as an ONNX model (opset 21, IR 10): what its outputs need, and all its inputs.
 *
 * @param options.weights Inputs to store in the model as initialisers, by name; they are then no inputs any more.
 * @throws {ArgumentError} if the graph has no outputs, or a weight belongs to no input.
 * @throws {ShapeError} if a weight does not fit its input.
 *
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export function writeOnnx(
  graph: Graph,
  options: { readonly weights?: Readonly<Record<string, Tensor>> } = {},
): Uint8Array {
  const { weights = {} } = requireKnownOptions('writeOnnx', options, { weights: true })
  if (graph.outputs.size === 0)
    throw new ArgumentError('writeOnnx: the graph has no outputs. Name at least one with graph.output().')
  const stored = Object.entries(weights).map(([name, weight]) => storedWeight(graph, name, weight))
  const { names, copies } = outputNames(graph)
  const { nodes, used } = neededNodes(graph)
  const domains = new Set(['', ...nodes.map(({ op }) => op.domain ?? '')])
  const shell = create(ModelProtoSchema, {
    irVersion,
    producerName: 'towerkit',
    opsetImport: [...domains].map(domain =>
      create(OperatorSetIdProtoSchema, { domain, version: domain === '' ? opset : 1n }),
    ),
  })
  const inner = create(GraphProtoSchema, {
    name: 'towerkit',
    input: graph.inputs.filter(({ name }) => !Object.hasOwn(weights, name)).map(value => valueInfo(value.name, value)),
    output: [...graph.outputs].map(([name, value]) => valueInfo(name, value)),
    initializer: graph.constants
      .filter(({ name }) => used.has(name))
      .map(value =>
        tensor(names.get(value.name) ?? value.name, value.dtype, value.shape as readonly number[], value.constant!),
      ),
    node: [...nodes.map(each => writeNode(each, names, used)), ...copies],
  })
  return joinModel(toBinary(ModelProtoSchema, shell), toBinary(GraphProtoSchema, inner), stored)
}

function storedWeight(graph: Graph, name: string, weight: Tensor): TensorProto {
  const input = graph.inputs.find(value => value.name === name)
  if (!input) throw new ArgumentError(`writeOnnx: there is no input "${name}" to store a weight for.`, { name })
  const fits =
    input.dtype === weight.dtype &&
    input.shape.length === weight.shape.length &&
    input.shape.every((dimension, axis) => typeof dimension === 'string' || dimension === weight.shape[axis])
  if (!fits)
    throw new ShapeError(
      `writeOnnx: weight "${name}" is ${weight.dtype} [${weight.shape}], the input ${input.dtype} [${input.shape}].`,
      { name },
    )
  return tensor(name, weight.dtype, weight.shape, weight.data)
}

function valueInfo(name: string, { dtype, shape }: Value): ValueInfoProto {
  const dim = shape.map(dimension =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof dimension === 'number'
          ? { case: 'dimValue', value: BigInt(dimension) }
          : { case: 'dimParam', value: dimension },
    }),
  )
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: onnxDataType[dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  })
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  })
}

function tensor(name: string, dtype: Dtype, shape: readonly number[], data: TensorData): TensorProto {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: onnxDataType[dtype], rawData })
}

/**
 * A computed value takes the name of its output; an input, a constant or a second output of one value is copied to it.
 */
function outputNames(graph: Graph): { names: Map<string, string>; copies: NodeProto[] } {
  const computed = new Set(graph.nodes.flatMap(({ outputs }) => Object.values(outputs).map(value => value.name)))
  const constants = graph.constants.map(({ name }) => name)
  const names = new Map<string, string>()
  const copied: (readonly [string, Value])[] = []
  for (const [name, value] of graph.outputs) {
    if (computed.has(value.name) && !names.has(value.name)) names.set(value.name, name)
    else copied.push([name, value])
  }
  // A value inside that is called what an output is called gets another name.
  const taken = new Set([...graph.inputs.map(({ name }) => name), ...constants, ...computed, ...graph.outputs.keys()])
  for (const name of graph.outputs.keys()) {
    if (names.has(name) || !(computed.has(name) || constants.includes(name))) continue
    let inner = `${name}_inner`
    while (taken.has(inner)) inner += '_'
    taken.add(inner)
    names.set(name, inner)
  }
  const copies = copied.map(([name, value]) =>
    create(NodeProtoSchema, { opType: 'Identity', input: [names.get(value.name) ?? value.name], output: [name] }),
  )
  return { names, copies }
}
