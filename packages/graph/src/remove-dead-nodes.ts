import type { Graph } from './graph.ts'
import { rewrite } from './rewrite.ts'

/** The graph without nodes and constants that no output needs. Its inputs stay, used or not. */
export function removeDeadNodes(graph: Graph): Graph {
  return rewrite(graph, () => undefined)
}
