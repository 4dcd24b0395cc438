import type { LetterboxOptions } from './letterbox.ts'
import type { Normalization } from './picture-tensor.ts'
import type { PictureSize, ResizeKernel } from './resize-picture.ts'

/** How a model resizes: to a size, or the shorter side to a length with the proportions kept. */
export type PresetResize = { readonly kernel: ResizeKernel } & (PictureSize | { readonly shortestEdge: number })

/** What a model does with a picture before it sees it; steps that are missing are left out. */
export interface PicturePreset {
  readonly resize?: PresetResize
  /** After resizing. */
  readonly crop?: PictureSize
  /** In place of resizing and cropping: what detectors do. */
  readonly letterbox?: LetterboxOptions
  readonly normalization: Normalization
}
