import type { Dtype } from '@towerkit/core'
import type { Dimension } from './dimension.ts'
import type { Graph } from './graph.ts'
import { cast } from './ops/cast.ts'
import { reshape } from './ops/reshape.ts'
import type { Value } from './value.ts'

/** The length of a dimension as a scalar of type `dtype` to calculate with: the number itself if it is known. */
export function lengthOf(graph: Graph, dimension: Dimension, dtype: Dtype): Value | number {
  return typeof dimension === 'number' ? dimension : cast(reshape(graph.shapeTensor([dimension]), []), dtype)
}
