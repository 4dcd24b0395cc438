import { ArgumentError } from '@towerkit/core'
import { factorsOf, floorParts, termsOf, type Dimension } from './dimension.ts'
import type { Graph } from './graph.ts'
import { add } from './ops/add.ts'
import { div } from './ops/div.ts'
import { mul } from './ops/mul.ts'
import { shape } from './ops/shape.ts'
import type { Value } from './value.ts'

/**
 * The run-time length of a dimension: a number, a symbol, or a sum, product or quotient of symbols.
 *
 * @returns int64 [1]
 * @throws {ArgumentError} if no value of the graph has the symbol.
 */
export function runTimeLength(graph: Graph, dimension: Dimension): Value {
  if (typeof dimension === 'number') return graph.constant([dimension], 'int64')
  const holder =
    graph.inputs.find(value => value.shape.includes(dimension)) ??
    graph.nodes.flatMap(node => Object.values(node.outputs)).find(value => value.shape.includes(dimension))
  if (holder) {
    const axis = holder.shape.indexOf(dimension)
    return shape(holder, { start: axis, end: axis + 1 })
  }
  const lengthOf = (part: Dimension) => runTimeLength(graph, part)
  const terms = termsOf(dimension)
  if (terms.length > 1) return terms.map(lengthOf).reduce((sum, term) => add(sum, term))
  const factors = factorsOf(dimension)
  if (factors.length > 1) return factors.map(lengthOf).reduce((product, factor) => mul(product, factor))
  const quotient = floorParts(dimension)
  if (quotient) return div(lengthOf(quotient.dividend), graph.constant([quotient.divisor], 'int64'))
  throw new ArgumentError(`shapeTensor: no value of the graph has the dimension "${dimension}".`, { dimension })
}
