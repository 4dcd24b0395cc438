import { DataError, UnsupportedError, type Tensor } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import type { Graph } from '../graph.ts'
import type { AnyOp, Inputs } from '../op.ts'
import type { Value } from '../value.ts'
import type { FileNode } from './file-node.ts'
import type { FileAttribute } from './read-attributes.ts'
import { readRules } from './read-rules.ts'

/** Attributes that Towerkit's ops do not have, with the only value that they may have. */
const neutral: Readonly<Record<string, number | string>> = {
  select_last_index: 0,
  stash_type: 1,
  saturate: 1,
  allowzero: 0,
  layout: 0,
  ceil_mode: 0,
  storage_order: 0,
  training_mode: 0,
  batch_dims: 0,
  noop_with_empty_axes: 0,
  output_dtype: 0,
  precision: 0,
  do_rotary: 0,
  past_present_share_buffer: 0,
  rotary_embedding_dim: 0,
  transBatchA: 0,
  transBatchB: 0,
  antialias: 0,
  extrapolation_value: 0,
  keep_aspect_ratio_policy: 'stretch',
}

/** Ops whose axis counts the axes of the result, or may exceed the tensor's. */
const ownAxis = new Set(['OneHot', 'QuantizeLinear', 'DequantizeLinear'])

/** Appends a node of a file to the graph. @returns Its outputs in the file's order. */
export function readNode(node: FileNode, ops: ReadonlyMap<string, AnyOp>): readonly (Value | undefined)[] {
  const rule = node.domain === '' ? readRules[node.type] : undefined
  const changed = rule?.(node) ?? node
  return 'type' in changed ? emitOp(changed, ops) : changed
}

function emitOp(node: FileNode, ops: ReadonlyMap<string, AnyOp>): readonly (Value | undefined)[] {
  const op = ops.get(`${node.domain}:${node.type}`)
  if (!op)
    throw new UnsupportedError(
      `there is no op ${node.type} of the domain "${node.domain}". Pass one in the option ops, or export the ` +
        'model without it',
      { op: node.type, domain: node.domain },
    )
  const inputs = inputsOf(op, node)
  const attributes = attributesOf(op, node)
  const folded = fold(op, inputs, attributes, node.graph)
  const outputs = folded ?? appended(op, inputs as Inputs<string, string>, attributes, node)
  const list: readonly (Value | undefined)[] =
    op.outputs === 'variadic' ? Object.values<Value>(outputs) : op.outputs.map((name: string) => outputs[name])
  if (list.length < node.outputCount)
    throw new DataError(`${node.outputCount} outputs of an op that has ${list.length}`, { outputs: node.outputCount })
  return list
}

/** The op; or what it is another spelling of, which has gradients. */
function appended(
  op: AnyOp,
  inputs: Inputs<string, string>,
  attributes: Record<string, number | string | readonly number[]>,
  { graph, outputCount }: FileNode,
): Readonly<Record<string, Value>> {
  if (op.gradient !== 'reference') return graph.emit(op, inputs, attributes, outputCount)
  op.infer({ inputs, attributes, outputCount })
  return op.reference!(inputs, attributes)
}

function inputsOf(op: AnyOp, { inputs }: FileNode): Record<string, Value> {
  const names: readonly string[] = op.inputs === 'variadic' ? inputs.map((_, i) => String(i)) : op.inputs
  if (inputs.length > names.length)
    throw new DataError(`${inputs.length} inputs of an op that has ${names.length}`, { inputs: inputs.length })
  const missing = names.find((name, i) => inputs[i] === undefined && !op.optional?.includes(name))
  if (missing !== undefined || (names.length === 0 && op.inputs === 'variadic'))
    throw new DataError(`the input ${missing ?? '0'} is missing`, { input: missing })
  return Object.fromEntries(names.flatMap((name, i) => (inputs[i] ? [[name, inputs[i]]] : [])))
}

function attributesOf(
  op: AnyOp,
  { type, inputs, attributes }: FileNode,
): Record<string, number | string | readonly number[]> {
  const given = Object.fromEntries(attributes)
  for (const [name, value] of attributes) {
    const kind = op.attributes[name]
    if (kind === undefined) {
      if (neutral[name] !== value)
        throw new UnsupportedError(
          `the attribute ${name} = ${String(value)} is not supported. Export the model without it`,
          { attribute: name },
        )
      delete given[name]
    } else if (!fits(kind, value))
      throw new DataError(`the attribute ${name} is not of the kind ${kind}`, { attribute: name })
  }
  const all = { ...op.defaults, ...given } as Record<string, number | string | readonly number[]>
  if (typeof all.axis === 'number' && 'axis' in op.attributes && !ownAxis.has(type))
    all.axis = resolveAxis(type, all.axis, inputs[0]!.shape.length)
  return all
}

function fits(kind: string, value: FileAttribute): boolean {
  if (kind === 'ints' || kind === 'floats') return Array.isArray(value) && value.every(each => typeof each === 'number')
  return typeof value === (kind === 'string' ? 'string' : 'number')
}

/** Small known tensors are computed at once: shapes, axes and bounds have to be known. */
function fold(
  op: AnyOp,
  inputs: Readonly<Record<string, Value>>,
  attributes: object,
  graph: Graph,
): Record<string, Value> | undefined {
  const values = Object.entries(inputs)
  if (!op.evaluate || values.some(([, { constant }]) => !constant || constant.length > 256)) return undefined
  const constants = values.map(([name, { constant, dtype, shape }]) => [
    name,
    { data: constant!, dtype, shape: shape as readonly number[] } satisfies Tensor,
  ])
  const results = op.evaluate(Object.fromEntries(constants) as Record<string, Tensor>, attributes) as
    | Record<string, Tensor>
    | undefined
  return (
    results &&
    Object.fromEntries(
      Object.entries(results).map(([name, { data, dtype, shape }]) => [name, graph.constant(data, dtype, shape)]),
    )
  )
}
