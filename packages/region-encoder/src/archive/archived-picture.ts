import type { Box, Metadata } from '@towerkit/core'

/** A region as an archive keeps it. */
export interface ArchivedRegion {
  readonly box: Box
  readonly objectness: number
  readonly stride: number
  /** As `Region.vector`. */
  readonly vector: Float32Array
  /** As `Region.appearance`. */
  readonly appearance: Float32Array
}

/** A picture as an archive keeps it. */
export interface ArchivedPicture {
  /** Path of its file, or the name it was added by. */
  readonly key: string
  /** Changes with the file; undefined for a picture that came without one. */
  readonly stamp: string | undefined
  /** Of the upright picture, in pixels. */
  readonly width: number
  readonly height: number
  /** What the caller said about it. */
  readonly fields: Metadata
  readonly regions: readonly ArchivedRegion[]
}
