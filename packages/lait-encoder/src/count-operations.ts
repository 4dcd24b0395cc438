import { factorsOf, termsOf, type Dimension, type Graph, type Node, type Shape } from '@towerkit/graph'
import { ArgumentError } from '@towerkit/core'

/**
 * Floating-point operations, two for each multiplication with an addition. What is done element by element is not
 * counted.
 */
export interface Operations {
  /** Of the attention matrices: scores and weighted sums, without the maps to queries, keys, values and output. */
  readonly attention: number
  /** Of all matrix products. */
  readonly total: number
}

/**
 * Counts the matrix products of a graph, node by node: 2·m·k·n each. A product of four axes whose factors both depend
 * on the data is one of attention.
 *
 * @param lengths Values of the graph's symbols, such as `{ batch: 1, sequence: 64, tokens: 64 }`.
 * @param isData Says of an input whether it is data; the others are weights.
 * @throws {ArgumentError} if a symbol has no length.
 */
export function countOperations(
  graph: Graph,
  lengths: Readonly<Record<string, number>>,
  isData: (name: string) => boolean,
): Operations {
  const fromData = new Set(graph.inputs.map(({ name }) => name).filter(isData))
  let attention = 0
  let total = 0
  for (const node of graph.nodes) {
    const inputs = Object.values(node.inputs)
    const dependent = inputs.filter(({ name }) => fromData.has(name))
    if (dependent.length > 0) for (const { name } of Object.values(node.outputs)) fromData.add(name)
    const operations = operationsOf(node, lengths)
    total += operations
    if (dependent.length === 2 && inputs[0]!.shape.length === 4) attention += operations
  }
  return { attention, total }
}

function operationsOf({ op, inputs, outputs }: Node, lengths: Readonly<Record<string, number>>): number {
  if (op.type !== 'MatMul') return 0
  const [first] = Object.values(inputs)
  const [result] = Object.values(outputs)
  return 2 * sizeOf(result!.shape, lengths) * lengthOf(first!.shape.at(-1)!, lengths)
}

function sizeOf(shape: Shape, lengths: Readonly<Record<string, number>>): number {
  return shape.reduce((product: number, dimension) => product * lengthOf(dimension, lengths), 1)
}

function lengthOf(dimension: Dimension, lengths: Readonly<Record<string, number>>): number {
  if (typeof dimension === 'number') return dimension
  if (Object.hasOwn(lengths, dimension)) return lengths[dimension]!
  const terms = termsOf(dimension)
  if (terms.length > 1) return terms.reduce((sum: number, term) => sum + lengthOf(term, lengths), 0)
  const factors = factorsOf(dimension)
  if (factors.length > 1) return factors.reduce((product: number, factor) => product * lengthOf(factor, lengths), 1)
  throw new ArgumentError(`countOperations: the dimension "${dimension}" has no length. Give one.`, { dimension })
}
