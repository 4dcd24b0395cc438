import type { LabelledBox } from '@towerkit/core'

/** A picture with the objects marked in it. */
export interface BoxedPicture {
  /** File of the picture. */
  readonly path: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** In the order of the file; none for a picture without objects. */
  readonly boxes: readonly LabelledBox[]
  /** Licence of the picture, if the annotations name one. */
  readonly licence?: { readonly name: string; readonly url?: string }
}
