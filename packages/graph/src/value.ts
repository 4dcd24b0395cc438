import type { Dimension, Shape } from './dimension.ts'
import type { Dtype } from './dtype.ts'
import type { Graph } from './graph.ts'

/** What is known about a tensor before it is computed. */
export interface TensorType {
  readonly dtype: Dtype
  readonly shape: Shape
  /** For whole-number tensors that hold a shape: the elements, as far as they are known while building. */
  readonly elements?: readonly Dimension[]
}

/** Elements of a constant. Numbers for every type; whole numbers beyond 2^53 are not supported. */
export type ConstantData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array

/** A tensor in a graph under construction. */
export interface Value extends TensorType {
  readonly graph: Graph
  readonly name: string
  /** The elements of a constant, row-major. */
  readonly constant?: ConstantData
}
