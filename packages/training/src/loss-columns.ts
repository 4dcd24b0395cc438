import type { Graph, Value } from '@towerkit/graph'
import type { Column, Example } from './towers.ts'

/** The values that a loss computes on: embeddings by name, made by `embed`, and inputs for the columns of numbers. */
export function lossColumns(
  graph: Graph,
  columns: readonly Column[],
  example: Example,
  embed: (column: Column) => Record<string, Value>,
): Record<string, Value> {
  return Object.assign(
    {},
    ...columns.map(column => {
      if (column.tower) return embed(column)
      const value = example[column.name]
      const shape =
        typeof value === 'number'
          ? ['batch']
          : ['batch', column.isList ? 'longest' : (value as ArrayLike<number>).length]
      return { [column.name]: graph.input(column.name, 'float32', shape) }
    }),
  ) as Record<string, Value>
}
