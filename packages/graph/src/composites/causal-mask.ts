import type { Dtype } from '@towerkit/core'
import type { Dimension } from '../dimension.ts'
import type { Graph } from '../graph.ts'
import { less } from '../ops/less.ts'
import { range } from '../ops/range.ts'
import { reshape } from '../ops/reshape.ts'
import { where } from '../ops/where.ts'
import type { Value } from '../value.ts'
import { switchedOff } from './padding-mask.ts'

/**
 * The term for attention scores that lets position i attend to positions up to i only: 0 there, −10⁴ beyond.
 *
 * @param length Of the sequence; a symbol is resolved at run time.
 * @param dtype Element type of the scores.
 * @returns [length, length]: query by key.
 */
export function causalMask(graph: Graph, length: Dimension, dtype: Dtype): Value {
  const keys = range(graph, length)
  const later = less(reshape(keys, [length, 1]), keys)
  return where(later, graph.constant(switchedOff, dtype), graph.constant(0, dtype))
}
