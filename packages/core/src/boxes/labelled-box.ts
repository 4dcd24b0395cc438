import type { Box } from './box.ts'

/** An object that someone marked in a picture. */
export interface LabelledBox {
  readonly box: Box
  /** Name of its class. */
  readonly label: string
  /** The box holds a crowd of objects, not marked one by one: detections in it are neither right nor wrong. */
  readonly crowd?: boolean
  /** Area of the object in square pixels, which a mask makes smaller than its box. Default: that of the box. */
  readonly area?: number
}
