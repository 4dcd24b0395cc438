import { DataError, UnsupportedError } from '@towerkit/core'
import {
  GraphProtoSchema,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf'
import type { Graph } from '../graph.ts'
import type { AnyOp } from '../op.ts'
import { cast } from '../ops/cast.ts'
import type { Value } from '../value.ts'
import { explained } from './explained.ts'
import { readAttributes, resolveAttributes } from './read-attributes.ts'
import { readNode } from './read-node.ts'
import type { StoredTensors } from './stored-tensors.ts'
import { tensorData } from './tensor-data.ts'

/** Bounds for files that unfold: nodes in all, and functions and branches within each other. */
const nodeLimit = 500_000
const depthLimit = 32

/** A file whose initialisers were read. */
export interface ModelFile extends StoredTensors {
  readonly model: ModelProto
  readonly opset: number
  readonly ops: ReadonlyMap<string, AnyOp>
}

/** Appends the model's nodes to `graph`. @returns Its outputs by name. */
export function assemble(file: ModelFile, graph: Graph, bound: Readonly<Record<string, Value>>): Record<string, Value> {
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
    const bodyScope = new Map(body.input.flatMap((name, i) => (inputs[i] ? [[name, inputs[i]] as const] : [])))
    const attributes = new Map(
      [...body.attributeProto, ...resolveAttributes(node, around.attributes)].map(each => [each.name, each]),
    )
    readNodes(walk, body.node, bodyScope, {
      opset: Number(body.opsetImport.find(each => each.domain === '')?.version ?? around.opset),
      attributes,
      depth: around.depth + 1,
    })
    return body.output.map(name => find(bodyScope, name))
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
