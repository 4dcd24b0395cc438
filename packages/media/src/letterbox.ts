import { requireKnownOptions } from '@towerkit/core'
import { checkPicture, checkSize, type Colour, type Picture } from './picture.ts'
import { placePicture } from './place-picture.ts'
import { resizePicture, type PictureSize, type ResizeKernel } from './resize-picture.ts'

/** How a picture is put into a frame. */
export interface LetterboxOptions extends PictureSize {
  /** Where it lies in the frame. Default 'centre'. */
  readonly place?: 'centre' | 'top-left'
  /** Colour of the rest. Default 114 of each, as detectors have it. */
  readonly colour?: Colour
  /** Default 'bilinear'. */
  readonly kernel?: ResizeKernel
  /** As `resizePicture` has it. Default true. */
  readonly antialias?: boolean
  /** How lengths become whole numbers. Default 'nearest'. */
  readonly rounding?: 'nearest' | 'down'
}

const optionNames: Readonly<Record<keyof LetterboxOptions, true>> = {
  width: true,
  height: true,
  place: true,
  colour: true,
  kernel: true,
  rounding: true,
  antialias: true,
}

/** A rectangle by its left, top, right and bottom edges, in pixels. */
export type Box = readonly [left: number, top: number, right: number, bottom: number]

/** Where a picture went in its frame: x' = x·scaleX + left, y' = y·scaleY + top. */
export interface LetterboxTransform {
  readonly scaleX: number
  readonly scaleY: number
  readonly left: number
  readonly top: number
}

/** A picture in its frame. */
export interface Letterboxed {
  readonly picture: Picture
  readonly transform: LetterboxTransform
}

/**
 * Puts a picture into a frame as large as it fits, without changing its proportions by more than a pixel.
 *
 * @example
 * const { picture, transform } = await letterbox(photograph, { width: 640, height: 640 })
 * const onPhotograph = fromLetterbox(boxOfTheDetector, transform)
 */
export async function letterbox(picture: Picture, options: LetterboxOptions): Promise<Letterboxed> {
  requireKnownOptions('letterbox', options, optionNames)
  checkPicture('letterbox', picture)
  const { size, transform } = letterboxOf(picture, options)
  const { width, height, colour = [114, 114, 114], kernel = 'bilinear', antialias = true } = options
  const resized = await resizePicture(picture, size, { kernel, antialias })
  return { picture: placePicture(resized, { width, height }, { ...transform, colour }), transform }
}

/** The size that a picture gets in its frame, and where it goes. */
export function letterboxOf(
  picture: PictureSize,
  options: LetterboxOptions,
): { readonly size: PictureSize; readonly transform: LetterboxTransform } {
  const {
    width,
    height,
    place = 'centre',
    rounding = 'nearest',
  } = requireKnownOptions('letterboxOf', options, optionNames)
  checkSize('letterbox', picture)
  checkSize('letterbox', { width, height })
  const scale = Math.min(width / picture.width, height / picture.height)
  const whole = rounding === 'down' ? Math.floor : Math.round
  // The longer side of 333 x 333·(333 / 333) must not lose a pixel to the last bit of the quotient.
  const scaled = (length: number, most: number) => Math.min(most, Math.max(1, whole(length * scale + 1e-9)))
  const size = { width: scaled(picture.width, width), height: scaled(picture.height, height) }
  const border = (length: number, inner: number) => (place === 'centre' ? Math.floor((length - inner) / 2) : 0)
  return {
    size,
    transform: {
      scaleX: size.width / picture.width,
      scaleY: size.height / picture.height,
      left: border(width, size.width),
      top: border(height, size.height),
    },
  }
}

/** A box of the picture, in the frame. */
export function toLetterbox(
  [left, top, right, bottom]: Box,
  { scaleX, scaleY, left: x, top: y }: LetterboxTransform,
): Box {
  return [left * scaleX + x, top * scaleY + y, right * scaleX + x, bottom * scaleY + y]
}

/** A box of the frame, in the picture: the exact inverse of `toLetterbox`. */
export function fromLetterbox(
  [left, top, right, bottom]: Box,
  { scaleX, scaleY, left: x, top: y }: LetterboxTransform,
): Box {
  return [(left - x) / scaleX, (top - y) / scaleY, (right - x) / scaleX, (bottom - y) / scaleY]
}
