import type { Dtype, Graph, Shape, Value } from '@towerkit/graph'

/** Tensors of a graph, by name. */
export type InputTypes = Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>

/** Adds inputs to a graph. */
export function graphInputs(graph: Graph, types: InputTypes): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(types).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
}
