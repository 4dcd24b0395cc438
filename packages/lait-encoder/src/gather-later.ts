import { gather, removeDeadNodes, rewrite, type Graph, type Node, type Value } from '@towerkit/graph'

/**
 * The graph with rows gathered as late as possible: a linear map of gathered rows becomes one of the table, so that
 * what many inputs share is computed once:
 *
 *   gather(x, rows)·W + b = gather(x·W + b, rows)
 *
 * @param rows Name of the input that says which rows.
 */
export function gatherLater(graph: Graph, rows: string): Graph {
  /** Tables by the names of what was gathered from them. */
  const tables = new Map<string, Value>()
  return removeDeadNodes(
    rewrite(graph, (node, inputs, copy) => {
      const values = Object.entries(node.inputs)
      const [output] = Object.entries(node.outputs)
      const [key, value] = output!
      if (node.op.type === 'Gather' && node.inputs['indices']!.name === rows && node.attributes['axis'] === 0)
        tables.set(value.name, inputs['data']!)
      else if (isOfRows(node, name => tables.has(name))) {
        const table = copy.emit(
          node.op,
          Object.fromEntries(values.map(([input, { name }]) => [input, tables.get(name) ?? inputs[input]!])),
          node.attributes,
        )[key]!
        tables.set(value.name, table)
        return { [key]: gather(table, copy.inputs.find(({ name }) => name === rows)!) }
      }
      return undefined
    }),
  )
}

/** Whether a node makes each row of its result of one row of its first input, and of weights. */
function isOfRows({ op, inputs }: Node, isGathered: (name: string) => boolean): boolean {
  const [first, ...others] = Object.values(inputs)
  if (!first || !isGathered(first.name) || others.some(({ name }) => isGathered(name))) return false
  return (
    (op.type === 'MatMul' && others[0]!.shape.length === 2) ||
    (op.type === 'Add' && first.shape.length > 1 && others[0]!.shape.length === 1)
  )
}
