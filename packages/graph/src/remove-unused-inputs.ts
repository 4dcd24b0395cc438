import type { Graph } from './graph.ts'
import { rewrite } from './rewrite.ts'

/** The graph without dead nodes, and without the inputs among `candidates` that no node and no output uses. */
export function removeUnusedInputs(graph: Graph, candidates: (name: string) => boolean): Graph {
  const lean = rewrite(graph, () => undefined)
  const used = new Set(
    [...lean.nodes.flatMap(({ inputs }) => Object.values(inputs)), ...lean.outputs.values()].map(({ name }) => name),
  )
  return rewrite(lean, () => undefined, { keepInput: ({ name }) => used.has(name) || !candidates(name) })
}
