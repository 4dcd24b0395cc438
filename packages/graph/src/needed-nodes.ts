import type { Graph } from './graph.ts'
import type { Node } from './op.ts'

/**
 * Nodes that the outputs need, and the names of all values that something reads. ONNX Runtime would run the others too:
 * gradients of frozen weights, of pixels.
 */
export function neededNodes(graph: Graph): { readonly nodes: Node[]; readonly used: ReadonlySet<string> } {
  const used = new Set([...graph.outputs.values()].map(({ name }) => name))
  const nodes = graph.nodes
    .toReversed()
    .filter(({ inputs, outputs }) => {
      const isNeeded = Object.values(outputs).some(({ name }) => used.has(name))
      if (isNeeded) for (const { name } of Object.values(inputs)) used.add(name)
      return isNeeded
    })
    .toReversed()
  return { nodes, used }
}
