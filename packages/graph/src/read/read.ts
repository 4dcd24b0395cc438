import { fromBinary } from '@bufbuild/protobuf'
import { DataError, TowerkitError, UnsupportedError } from '@towerkit/core'
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf'
import type { Dimension, Shape } from '../dimension.ts'
import { dtypeOfOnnx, isFloat, type Dtype } from '../dtype.ts'
import * as fused from '../fused/index.ts'
import { Graph } from '../graph.ts'
import { constantInitializer } from '../initializers.ts'
import type { AnyOp, ConstantTensor } from '../op.ts'
import { cast } from '../ops/cast.ts'
import * as standard from '../ops/index.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import type { Weight } from '../write-onnx.ts'
import { readAttributes, resolveAttributes } from './read-attributes.ts'
import { readNode } from './read-node.ts'
import { tensorData, type ExternalData } from './tensor-data.ts'

/** Options of `read`. */
export interface ReadOptions {
  /** Ops in addition to Towerkit's own, or overriding them. Default: none. */
  readonly ops?: Readonly<Record<string, AnyOp>>
  /** Files that the model keeps weights in. Default: none. */
  readonly externalData?: ExternalData
}

/** A model that was read from a file. */
export interface ReadModel {
  readonly graph: Graph
  /** Elements of the float initialisers, which are inputs of the graph: its parameters. */
  readonly weights: Readonly<Record<string, Weight>>
  /** What the model reads, without its parameters. */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /**
   * Appends the model to the graph of `parameters`, with its parameters in that scope.
   *
   * @returns Its outputs by name.
   */
  build(parameters: Parameters, inputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>>
}

/** Bounds for files that unfold: nodes in all, and functions and branches within each other. */
const nodeLimit = 500_000
const depthLimit = 32

/**
 * Reads an ONNX model of opset 11 to 21. Its float initialisers with at least one axis become parameters (inputs of the
 * graph, float32), all others constants.
 *
 * @param bytes The file.
 * @throws {DataError} if the file is malformed.
 * @throws {UnsupportedError} if it uses something that is not supported; the message names the node.
 *
 * @example
 * const { graph, weights } = read(await readFile('model.onnx'))
 * const bytes = writeOnnx(graph, { weights })
 */
export function read(bytes: Uint8Array, { ops = {}, externalData }: ReadOptions = {}): ReadModel {
  return typed(() => {
    const model = fromBinary(ModelProtoSchema, bytes)
    if (!model.graph) throw new DataError('read: there is no graph in the file. Give the bytes of an .onnx model.')
    const opset = Number(model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0)
    if (opset < 11 || opset > 21)
      throw new UnsupportedError(`read: opset ${opset}. Export the model with an opset from 11 to 21.`, { opset })
    if (model.graph.sparseInitializer.length > 0)
      throw new UnsupportedError('read: sparse initialisers are not supported. Export the model with dense ones.')
    const file = { model, opset, ops: opTable(ops), ...storedTensors(model.graph, externalData) }
    const graph = new Graph()
    const names = new Set(model.graph.initializer.map(({ name }) => name))
    const inputs = Object.fromEntries(
      model.graph.input.filter(({ name }) => !names.has(name)).map(input => [input.name, inputType(input)]),
    )
    const values = Object.fromEntries(
      Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    const parameters = Object.fromEntries(
      Object.entries(file.weights).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    for (const [name, value] of Object.entries(assemble(file, graph, { ...values, ...parameters })))
      graph.output(name, value)
    return {
      graph,
      weights: file.weights,
      inputs,
      build(scope, given) {
        const missing = Object.keys(inputs).find(name => !Object.hasOwn(given, name))
        if (missing !== undefined)
          throw new DataError(
            `build: the input "${missing}" is missing. The model reads ${Object.keys(inputs).join(', ')}.`,
            { input: missing },
          )
        const own = Object.fromEntries(
          Object.entries(file.weights).map(([name, { shape }]) => [
            name,
            scope.get(name, shape, constantInitializer(0)),
          ]),
        )
        return typed(() => assemble(file, scope.graph, { ...given, ...own }))
      },
    }
  })
}

interface ModelFile {
  readonly model: ModelProto
  readonly opset: number
  readonly ops: ReadonlyMap<string, AnyOp>
  readonly weights: Readonly<Record<string, Weight>>
  readonly constants: ReadonlyMap<string, ConstantTensor>
  /** Parameters that the file has in half precision. */
  readonly halves: ReadonlySet<string>
}

function storedTensors(
  { initializer, node }: GraphProto,
  externalData: ExternalData | undefined,
): Pick<ModelFile, 'weights' | 'constants' | 'halves'> {
  const weights: Record<string, Weight> = {}
  const constants = new Map<string, ConstantTensor>()
  const halves = new Set<string>()
  // The regions and scales of Resize decide its shape.
  const settings = new Set(node.filter(({ opType }) => opType === 'Resize').flatMap(({ input }) => input.slice(1)))
  for (const stored of initializer) {
    const { name } = stored
    if (Object.hasOwn(weights, name) || constants.has(name))
      throw new DataError(`read: two initialisers are called "${name}".`, { name })
    const tensor = tensorData(stored, externalData)
    if (!isFloat(tensor.dtype) || tensor.shape.length === 0 || settings.has(name)) constants.set(name, tensor)
    else if (tensor.dtype !== 'float16') weights[name] = tensor
    else {
      weights[name] = {
        dtype: 'float32',
        shape: tensor.shape,
        data: Float32Array.from(tensor.data as Uint16Array, fromHalf),
      }
      halves.add(name)
    }
  }
  return { weights, constants, halves }
}

/** The model's nodes in `graph`. */
function assemble(file: ModelFile, graph: Graph, bound: Readonly<Record<string, Value>>): Record<string, Value> {
  const scope = new Map(
    Object.entries(bound).map(([name, value]) => [name, file.halves.has(name) ? cast(value, 'float16') : value]),
  )
  for (const [name, { data, dtype, shape }] of file.constants) scope.set(name, graph.constant(data, dtype, shape))
  const functions = new Map(file.model.functions.map(each => [`${each.domain}:${each.name}:${each.overload}`, each]))
  const walk: Walk = { file, graph, functions, left: { nodes: nodeLimit } }
  const outer = { opset: file.opset, attributes: new Map<string, AttributeProto>(), depth: 0 }
  readNodes(walk, file.model.graph!.node, scope, outer)
  return Object.fromEntries(file.model.graph!.output.map(({ name }) => [name, find(scope, name)]))
}

interface Walk {
  readonly file: ModelFile
  readonly graph: Graph
  readonly functions: ReadonlyMap<string, FunctionProto>
  readonly left: { nodes: number }
}
interface Surroundings {
  readonly opset: number
  readonly attributes: ReadonlyMap<string, AttributeProto>
  readonly depth: number
}

function readNodes(walk: Walk, nodes: readonly NodeProto[], scope: Map<string, Value>, around: Surroundings): void {
  if (around.depth > depthLimit)
    throw new DataError(`read: functions or branches lie more than ${depthLimit} deep in each other.`)
  for (const node of nodes) {
    if (--walk.left.nodes < 0) throw new DataError(`read: the model unfolds to more than ${nodeLimit} nodes.`)
    const outputs = explained(node, () => outputsOf(walk, node, scope, around))
    node.output.forEach((name, i) => {
      if (name === '') return
      if (scope.has(name)) throw new DataError(`read: two values are called "${name}".`, { name })
      if (outputs[i]) scope.set(name, outputs[i])
    })
  }
}

function outputsOf(
  walk: Walk,
  node: NodeProto,
  scope: ReadonlyMap<string, Value>,
  around: Surroundings,
): readonly (Value | undefined)[] {
  const domain = node.domain === 'ai.onnx' ? '' : node.domain
  const inputs = node.input.map(name => (name === '' ? undefined : find(scope, name)))
  const body = walk.functions.get(`${node.domain}:${node.opType}:${node.overload}`)
  if (body) {
    const own = new Map(body.input.flatMap((name, i) => (inputs[i] ? [[name, inputs[i]] as const] : [])))
    const attributes = new Map(
      [...body.attributeProto, ...resolveAttributes(node, around.attributes)].map(each => [each.name, each]),
    )
    readNodes(walk, body.node, own, {
      opset: Number(body.opsetImport.find(each => each.domain === '')?.version ?? around.opset),
      attributes,
      depth: around.depth + 1,
    })
    return body.output.map(name => find(own, name))
  }
  const constantOf = (tensor: TensorProto) => {
    const { data, dtype, shape } = tensorData(tensor)
    return walk.graph.constant(data, dtype, shape)
  }
  const attributes = readAttributes(node, around.attributes)
  if (domain === '' && node.opType === 'If') {
    const condition = inputs[0]?.constant
    if (condition?.length !== 1)
      throw new UnsupportedError('the condition is not known while reading. Export the model without branches', {
        op: 'If',
      })
    const branch = attributes.get(Number(condition[0]) !== 0 ? 'then_branch' : 'else_branch') as GraphProto | undefined
    if (branch?.$typeName !== GraphProtoSchema.typeName) throw new DataError('a branch is missing')
    const inner = new Map(scope)
    for (const tensor of branch.initializer) inner.set(tensor.name, constantOf(tensor))
    readNodes(walk, branch.node, inner, { ...around, depth: around.depth + 1 })
    return branch.output.map(({ name }) => find(inner, name))
  }
  return readNode(
    {
      type: node.opType,
      domain,
      graph: walk.graph,
      opset: around.opset,
      inputs,
      attributes,
      outputCount: node.output.length,
      constantOf,
    },
    walk.file.ops,
  )
}

function find(scope: ReadonlyMap<string, Value>, name: string): Value {
  const value = scope.get(name)
  if (!value) throw new DataError(`read: "${name}" is used and nothing before computes it.`, { name })
  return value
}

function inputType({ name, type }: ValueInfoProto): { dtype: Dtype; shape: Shape } {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined
  const dtype = tensor && dtypeOfOnnx(tensor.elemType)
  if (!dtype)
    throw new UnsupportedError(
      `read: the input "${name}" has the element type ` +
        `${tensor ? (DataType[tensor.elemType] ?? tensor.elemType) : 'of no tensor'}. Export the model with ` +
        'another.',
      { name },
    )
  if (!tensor.shape)
    throw new UnsupportedError(`read: the input "${name}" has no shape. Export the model with its number of axes.`, {
      name,
    })
  return {
    dtype,
    shape: tensor.shape.dim.map(({ value }, axis): Dimension => {
      if (value.case === 'dimValue' && value.value >= 0n) return Number(value.value)
      const symbol = value.case === 'dimParam' ? value.value.replace(/[^\w.]/g, '_') : ''
      return /^[A-Za-z_]/.test(symbol) ? symbol : `${name.replace(/\W/g, '_')}_${axis}`
    }),
  }
}

function opTable(extra: Readonly<Record<string, AnyOp>>): ReadonlyMap<string, AnyOp> {
  const known = Object.values({ ...standard, ...fused }).filter(
    (each): each is AnyOp => typeof each === 'object' && 'infer' in each,
  )
  return new Map([...known, ...Object.values(extra)].map(op => [`${op.domain ?? ''}:${op.type}`, op]))
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** Errors of a node, with the node's name and op. */
function explained<T>(node: NodeProto, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof TowerkitError && text.startsWith('read:')) throw cause
    const where =
      `read: node "${node.name || node.output[0] || ''}" (${node.domain ? `${node.domain}:` : ''}${node.opType}): ` +
      `${text.replace(/\.$/, '')}.`
    const details = { node: node.name, op: node.opType, domain: node.domain, cause }
    throw cause instanceof UnsupportedError ? new UnsupportedError(where, details) : new DataError(where, details)
  }
}

/** The decoder of protocol buffers has errors of its own. */
function typed<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof TowerkitError) throw cause
    throw new DataError(
      `read: the file is malformed (${cause instanceof Error ? cause.message : String(cause)}). Get it again.`,
      { cause },
    )
  }
}
