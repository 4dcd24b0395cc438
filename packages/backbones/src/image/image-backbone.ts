import type { Backbone } from '../backbone.ts'

/** An architecture that reads pictures: `pixel_values` float32 [batch, channels, height, width]. */
export interface ImageBackbone extends Backbone {
  readonly channels: number
  /** Height and width of the pictures. */
  readonly size: readonly [height: number, width: number]
}
