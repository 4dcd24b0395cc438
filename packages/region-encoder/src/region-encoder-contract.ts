import type { Box, DetectedBox, EncodeOptions, Vectors } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { HeadConfig, Objectness } from './head/head-config.ts'
import type { RegionParts } from './region-parts.ts'
import type { RegionPicture } from './serving/picture-cells.ts'
import type { PictureOptions } from './serving/run-pictures.ts'

/** One name or several for one class. */
export type ClassQuery =
  | string
  | {
      /** What its boxes are labelled with. */
      readonly name: string
      /** Synonyms, or the name in other languages. */
      readonly texts: readonly string[]
      /** 'maximum' of their scores, or the score of the 'mean' of their vectors. Default 'maximum'. */
      readonly combine?: 'maximum' | 'mean'
    }

/** Options of `detect`. */
export interface DetectOptions extends PictureOptions {
  /** What is looked for. Each is scored by itself: adding one never changes the scores of the others. */
  readonly classes: readonly ClassQuery[]
  /** Lowest score: one for all, or by name, which must then name every class. Default 0.3. */
  readonly threshold?: number | Readonly<Record<string, number>>
  /** Boxes of a picture. Default 100. */
  readonly limit?: number
  /** Boxes of a class that overlap a better one by more than this are dropped. Default 0.65. */
  readonly iou?: number
}

/** The objects found in one picture. */
export interface PictureDetections {
  readonly picture: RegionPicture
  /** Of the upright picture, in pixels. */
  readonly width: number
  readonly height: number
  /** Best first. */
  readonly boxes: readonly DetectedBox[]
}

/** Options of `propose`. */
export interface ProposeOptions extends PictureOptions {
  /** Regions of a picture. Default 100. */
  readonly limit?: number
  /** Regions that overlap a better one by more than this are dropped. Default 0.7. */
  readonly iou?: number
  /**
   * What ranks them: the detector's own 'objectness', or the 'direction' that `objectDirection` learns. Default
   * 'objectness'.
   */
  readonly by?: 'objectness' | 'direction'
  /** Instead of the best regions, those nearest to these boxes, in their order. */
  readonly nearest?: readonly Box[]
}

/** A part of a picture that may hold an object, whatever it is. */
export interface Region {
  readonly box: Box
  /** Probability that it holds an object. */
  readonly objectness: number
  /** Pixels between two cells of the level that it comes from. */
  readonly stride: number
  /** [dimensions]: its inner product with the vector of a text is the log odds that the text is true of it. */
  readonly vector: Float32Array
  /** [appearanceDimensions], of length 1: the cosine of two regions says how alike they look. */
  readonly appearance: Float32Array
}

/** The regions of one picture. */
export interface PictureRegions extends Omit<PictureDetections, 'boxes'> {
  /** Best first. */
  readonly regions: readonly Region[]
}

/** Pictures, one after the other. */
export type RegionPictures = Iterable<RegionPicture> | AsyncIterable<RegionPicture>

/** Pictures to boxes with a vector each, and texts to vectors that are compared with them. */
export interface RegionModel extends AsyncDisposable {
  /** Length of the vectors of regions and texts. */
  readonly dimensions: number
  /** Length of the vectors of appearance. */
  readonly appearanceDimensions: number
  /** Whether a region's score is of class and object together, or of the class with objectness as a factor. */
  readonly objectness: Objectness
  /** Hash of everything that makes the vectors of regions: equal for equal vectors. */
  model(): string
  /**
   * Vectors of texts, each encoded once and kept.
   *
   * @returns [texts, dimensions]; the last number of each is 1.
   * @throws {ArgumentError} for an empty text.
   */
  encodeText(texts: readonly string[], options?: Pick<EncodeOptions, 'signal'>): Promise<Vectors>
  /**
   * Objects of the given classes, picture after picture in constant memory.
   *
   * @throws {ArgumentError} if no class is given, two have one name, or an option is out of range.
   * @throws {DataError} for a picture that cannot be read, unless `onFault` is given.
   *
   * @example
   * for await (const { picture, boxes } of regions.detect(files, { classes: ['a red bicycle'] }))
   *   console.log(picture, boxes)
   */
  detect(pictures: RegionPictures, options: DetectOptions): AsyncGenerator<PictureDetections>
  /** Regions that may hold an object, whatever it is, with their vectors. No text is read. */
  propose(pictures: RegionPictures, options?: ProposeOptions): AsyncGenerator<PictureRegions>
  close(): Promise<void>
}

/** A region model whose head can be trained and saved. */
export interface RegionEncoder extends RegionModel {
  readonly config: HeadConfig
  /** Weights of the head by name. Training changes the arrays in place. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** What it is made of, for training; see `distillation`. */
  readonly parts: RegionParts
  /** Drops the graphs after the weights changed. `train` does it. */
  renew(): Promise<void>
  /**
   * Writes a folder that `regionEncoder` opens.
   *
   * @throws {DataError} if it cannot be written.
   */
  save(folder: string): Promise<void>
}
