import { requireKnownOptions } from '@towerkit/core'
import { Graph } from './graph.ts'
import type { Inputs, Node } from './op.ts'
import type { Value } from './value.ts'

/** A replacement of one node: the values that stand for its outputs, or undefined to keep the node. */
export type Replace = (
  node: Node,
  inputs: Inputs<string, string>,
  graph: Graph,
) => Readonly<Record<string, Value>> | undefined

/** Options of `rewrite`. */
export interface RewriteOptions {
  /** Inputs to have in the copy; one that is left out must have no use. Default: all. */
  readonly keepInput?: (input: Value) => boolean
}

/**
 * Copies a graph, replacing nodes on the way. Inputs and outputs keep their names; nodes that no output needs are left
 * out.
 *
 * @param replace Gets each node, its inputs in the new graph, and the new graph.
 */
export function rewrite(graph: Graph, replace: Replace, options: RewriteOptions = {}): Graph {
  const { keepInput = () => true } = requireKnownOptions('rewrite', options, { keepInput: true })
  const copy = new Graph()
  const live = liveValues(graph)
  const copied = new Map<string, Value>()
  for (const input of graph.inputs.filter(keepInput))
    copied.set(input.name, copy.input(input.name, input.dtype, input.shape))
  for (const { name, dtype, shape, constant } of graph.constants) {
    if (live.has(name)) copied.set(name, copy.constant(constant!, dtype, shape as readonly number[]))
  }
  for (const node of graph.nodes) {
    const kept = Object.entries(node.outputs)
    if (!kept.some(([, value]) => live.has(value.name))) continue
    const inputs = Object.fromEntries(Object.entries(node.inputs).map(([key, value]) => [key, copied.get(value.name)!]))
    const outputs = replace(node, inputs, copy) ?? copy.emit(node.op, inputs, node.attributes, kept.length)
    for (const [key, value] of kept) copied.set(value.name, outputs[key]!)
  }
  for (const [name, value] of graph.outputs) copy.output(name, copied.get(value.name)!)
  return copy
}

/** Names of all values that an output depends on. */
function liveValues(graph: Graph): Set<string> {
  const live = new Set([...graph.outputs.values()].map(value => value.name))
  for (const node of graph.nodes.toReversed()) {
    if (Object.values(node.outputs).some(value => live.has(value.name)))
      for (const input of Object.values(node.inputs)) live.add(input.name)
  }
  return live
}
