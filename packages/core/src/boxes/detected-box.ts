import type { Box } from './box.ts'

/** An object that a detector found in a picture. */
export interface DetectedBox {
  readonly box: Box
  /** Name of its class. */
  readonly label: string
  /** Higher for a surer detection. */
  readonly score: number
}
