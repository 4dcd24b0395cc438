import type { Graph } from './graph.ts'
import { rewrite } from './rewrite.ts'

/**
 * The graph with every op that has a `reference` written in the ops of that reference. For types and runtimes that lack
 * its kernel: ONNX Runtime's Erf, Gelu and Softplus have none for float64 on the CPU.
 */
export function lower(graph: Graph): Graph {
  // A reference may use ops that have references themselves; each pass removes one level.
  const lowered = rewrite(graph, (node, inputs) => node.op.reference?.(inputs, node.attributes))
  return lowered.nodes.some(({ op }) => op.reference) ? lower(lowered) : lowered
}
