import type { Graph, Value, Tensor } from '@towerkit/graph'

/** A detector whose maps are known. Its weights are never changed. */
export interface Detector {
  /** As it was read. */
  readonly graph: Graph
  readonly weights: Readonly<Record<string, Tensor>>
  /** Its input [batch, 3, size, size]. */
  readonly image: Value
  /** Width and height of the frame, in pixels. */
  readonly size: number
  /** Classes of its own class layer, in its order. */
  readonly names: readonly string[]
  readonly levels: readonly DetectorLevel[]
}

/** The maps of one level, as values of the graph that was read. */
export interface DetectorLevel {
  readonly stride: number
  /** Cells of the map. */
  readonly rows: number
  readonly columns: number
  /** [batch, channels, rows, columns] */
  readonly classTower: Value
  /** [batch, channels, rows, columns] */
  readonly boxTower: Value
  /** [batch, 4, rows, columns]: centre against the cell's corner, logarithms of width and height, in strides. */
  readonly boxes: Value
  /** [batch, 1, rows, columns], log odds. */
  readonly objectness: Value
  /** Weights [classes, channels] and biases [classes] of the detector's own class layer. */
  readonly classLayer: { readonly weight: Float32Array; readonly bias: Float32Array }
}
