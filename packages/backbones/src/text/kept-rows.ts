import { slice, type Value } from '@towerkit/graph'
import type { BlockContext } from '../backbone.ts'

/** The first rows, where a block without causality can leave out the others. */
export function firstRows(rows: BlockContext['rows']): number | undefined {
  return typeof rows === 'number' ? rows : undefined
}

/** The positions that a block without causality computes: [batch, rows, width], or all. */
export function keptRows(hidden: Value, rows: BlockContext['rows']): Value {
  const first = firstRows(rows)
  return first === undefined ? hidden : slice(hidden, { axis: 1, end: first })
}
