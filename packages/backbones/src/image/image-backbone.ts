import type { Dimension, Value } from '@towerkit/graph'
import type { Backbone } from '../backbone.ts'

/** Height and width of pictures: numbers, or symbols for any. */
export type ImageSize = readonly [height: Dimension, width: Dimension]

/** A stage of an image backbone: the blocks whose hidden states have one resolution. */
export interface ImageStage {
  /** Number of blocks from the first one to the last one of this stage. */
  readonly depth: number
  /** Pixels of the picture from one position to the next, vertically and horizontally. */
  readonly stride: readonly [vertical: number, horizontal: number]
  /** Channels of its feature map. */
  readonly width: number
}

/** An architecture that reads pictures: `pixel_values` float32 [batch, channels, height, width]. */
export interface ImageBackbone extends Backbone {
  readonly channels: number
  /** Height and width of the pictures that `inputs` declares. `embed` takes others too. */
  readonly size: ImageSize
  /** The stages, the finest first: four of ConvNeXt, at strides 4, 8, 16 and 32 as it is published; one of ViT. */
  readonly stages: readonly ImageStage[]
  /**
   * A hidden state as a feature map [batch, channels, rows, columns]; tokens without a position are left out.
   *
   * @param pixels The input of the hidden state.
   */
  map(hidden: Value, pixels: Value): Value
}
