import type { Box, DetectedBox } from '@towerkit/core'
import { fromLetterbox, type LetterboxTransform, type Picture, type PictureSource } from '@towerkit/media'

/** A picture: the path or the bytes of its file, or decoded. */
export type RegionPicture = PictureSource | Picture

/** True for a picture that was decoded before. */
export function isDecoded(source: RegionPicture): source is Picture {
  return typeof source === 'object' && source !== null && 'width' in source
}

/** What the network says of one picture: one row for each cell of all levels. */
export interface CellValues {
  /** [cells, 4], in the frame: left, top, width, height. */
  readonly boxes: Float32Array
  /** [cells], log odds. */
  readonly objectness: Float32Array
  /** [cells, width] */
  readonly regions: Float32Array
  /** [cells, channels] */
  readonly features: Float32Array
}

/** What the network says of one picture, and where the picture lay in its frame. */
export interface PictureCells extends CellValues {
  readonly picture: RegionPicture
  /** Of the upright picture, in pixels. */
  readonly width: number
  readonly height: number
  readonly transform: LetterboxTransform
}

/** A detection that knows its cell. */
export interface CellDetection extends DetectedBox {
  readonly cell: number
}

/** The box of a cell on the picture, cut at its edges; undefined if nothing of it is left. */
export function cellBox({ boxes, transform, width, height }: PictureCells, cell: number): Box | undefined {
  const [x, y, wide, high] = boxes.subarray(4 * cell, 4 * cell + 4) as unknown as [number, number, number, number]
  const [left, top, right, bottom] = fromLetterbox([x, y, x + wide, y + high], transform)
  const from = [Math.max(0, left), Math.max(0, top)] as const
  const size = [Math.min(width, right) - from[0], Math.min(height, bottom) - from[1]] as const
  return size.every(length => length > 0 && Number.isFinite(length)) ? [...from, ...size] : undefined
}

/** σ(x) */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
