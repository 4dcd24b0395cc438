import type { Box, IndexCallOptions, TowerkitError, VectorIndex, Where } from '@towerkit/core'
import type { RegionModel } from '../region-encoder-contract.ts'
import type { RegionPicture } from '../serving/picture-cells.ts'
import type { PictureOptions } from '../serving/run-pictures.ts'
import type { AddedPictures } from './archive-pictures.ts'

/** Options of `regionArchive`. */
export interface RegionArchiveOptions {
  /** Its vectors must be those of the file. It is not closed with the archive. */
  readonly encoder: RegionModel
  /** Makes an empty index, such as `exactIndex` of `@towerkit/indices`. */
  readonly index: (options: { readonly dimensions: number; readonly metric: 'inner-product' }) => VectorIndex
  /** Regions that are kept of a picture. Default 100. */
  readonly regions?: number
}

/** Options of `add`. */
export interface AddPicturesOptions extends Pick<PictureOptions, 'onProgress' | 'signal'> {
  /** Called with the key of each picture that is given, before it is looked at. */
  readonly onPicture?: (key: string) => void
}

/** What happened to the pictures that were to be added. */
export interface AddedReport {
  /** Pictures that were run. */
  readonly added: number
  /** Pictures that are as they were stored, and were not run. */
  readonly unchanged: number
  /** Pictures that could not be read, and why. */
  readonly failed: readonly { readonly key: string; readonly fault: TowerkitError }[]
}

/** Words, of which a picture has at least one, all, or none. */
export interface WordQuery {
  readonly any?: readonly string[]
  readonly all?: readonly string[]
  readonly not?: readonly string[]
}

/** Options of `find`. */
export interface FindOptions extends IndexCallOptions {
  /** Pictures in the answer. Default 20. */
  readonly limit?: number
  /** Lowest score of a region: one for all texts, or by text, as `calibrate` gives it. Default 0.1. */
  readonly threshold?: number | Readonly<Record<string, number>>
  /**
   * Only regions that fulfil this condition, by the fields of the picture or its own `picture`, `box` (left, top,
   * width, height), `centre` (x, y as shares of the picture), `share` (of its area) and `objectness`.
   */
  readonly where?: Where
}

/** A region that answers a question. */
export interface FoundBox {
  readonly box: Box
  /** From 0 to 1 for words; a cosine for examples. */
  readonly score: number
  /** The text that it answers; none for examples. */
  readonly text?: string
}

/** A picture that answers a question. */
export interface FoundPicture {
  readonly key: string
  /** Of its best region; with `all`, of the worst of the texts. */
  readonly score: number
  /** Best first. */
  readonly boxes: readonly FoundBox[]
}

/** An object in a picture: of the archive, by its key, or any other. */
export interface BoxExample {
  readonly image: RegionPicture
  readonly box: Box
}

/** Options of `findLike`. */
export interface FindLikeOptions extends IndexCallOptions {
  /** Pictures in the answer. Default 20. */
  readonly limit?: number
  /** Lowest cosine. Default 0.5. */
  readonly threshold?: number
  readonly where?: Where
  /** Objects that are not meant. Default: none. */
  readonly unlike?: readonly BoxExample[]
}

/** Options of `calibrate`. */
export interface CalibrateOptions extends IndexCallOptions {
  /** One threshold for all texts, or one for each, which needs more labels. Default false. */
  readonly perText?: boolean
}

/** Thresholds for `find`, and how well they do on the labels. */
export interface CalibratedThreshold {
  readonly threshold: number | Readonly<Record<string, number>>
  /** Mean over the texts of the F1 of the pictures found. */
  readonly f1: number
}

/** Pictures that were run once, and are searched by words and by examples ever after. */
export interface RegionArchive extends AsyncDisposable {
  /** Names of the pictures, in the order in which they were last added. */
  keys(): IterableIterator<string>
  /**
   * Runs the detector over pictures that are new or have changed, and stores each on its own: stopped or killed, it
   * goes on with the next call. Pictures that cannot be read are in the report; the others are added.
   */
  add(pictures: AddedPictures, options?: AddPicturesOptions): Promise<AddedReport>
  /** @returns how many of the pictures were there. */
  remove(keys: readonly string[]): Promise<number>
  /**
   * Pictures with objects that words name, by the stored vectors only.
   *
   * @throws {ArgumentError} if there are no words, or an option is out of range.
   *
   * @example
   * await archive.find('a red bicycle')
   * await archive.find({ all: ['dog', 'frisbee'], not: ['person'] }, { where: { share: { from: 0.05 } } })
   */
  find(query: string | WordQuery, options?: FindOptions): Promise<FoundPicture[]>
  /**
   * Pictures with objects that look like one or several examples: by the mean of their vectors, less half of the mean
   * of `unlike`. The examples themselves are no answers.
   *
   * @example
   * await archive.findLike({ image: 'holiday/7.jpg', box: [120, 80, 60, 90] })
   */
  findLike(examples: BoxExample | readonly BoxExample[], options?: FindLikeOptions): Promise<FoundPicture[]>
  /**
   * Finds the threshold with the best F1 from pictures of which it is known what they show: scores of other heads and
   * of other words are on other scales.
   *
   * @param shown Texts that are true of each picture, by its key; the other texts are not true of it.
   * @throws {ArgumentError} if a picture is not in the archive, or no text is shown by any.
   */
  calibrate(
    shown: Readonly<Record<string, readonly string[]>>,
    options?: CalibrateOptions,
  ): Promise<CalibratedThreshold>
  close(): Promise<void>
}
