import type { Dtype, TensorData } from '@towerkit/core'
import type { Dimension, Shape } from './dimension.ts'
import type { Graph } from './graph.ts'

/** What is known about a tensor before it is computed. */
export interface TensorType {
  readonly dtype: Dtype
  readonly shape: Shape
  /** For whole-number tensors that hold a shape: the elements, as far as they are known while building. */
  readonly elements?: readonly Dimension[]
}

/** A tensor in a graph under construction. */
export interface Value extends TensorType {
  readonly graph: Graph
  readonly name: string
  /** The elements of a constant, row-major. */
  readonly constant?: TensorData
}
