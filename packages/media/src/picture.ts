import { ArgumentError, ShapeError } from '@towerkit/core'

/** A decoded picture: red, green and blue of each pixel in 8 bits (sRGB), row by row from the top left. */
export interface Picture {
  /** In pixels, at least 1. */
  readonly width: number
  /** In pixels, at least 1. */
  readonly height: number
  /** [height, width, 3] */
  readonly data: Uint8Array
}

/** A colour: red, green, blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/**
 * @throws {ShapeError} if the data does not have three bytes for each pixel.
 * @throws {ArgumentError} if a size is no whole number of at least 1.
 */
export function checkPicture(caller: string, { width, height, data }: Picture): void {
  checkSize(caller, { width, height })
  if (data.length !== 3 * width * height)
    throw new ShapeError(
      `${caller}: a picture of ${width} x ${height} has ${data.length} bytes, expected ${3 * width * height}. Give ` +
        'red, green and blue of each pixel.',
      { width, height, bytes: data.length },
    )
}

/** @throws {ArgumentError} if a length is no whole number from 1 to 65,535. */
export function checkSize(caller: string, size: Pick<Picture, 'width' | 'height'>): void {
  for (const [name, length] of Object.entries({ width: size.width, height: size.height })) {
    if (!Number.isInteger(length) || length < 1 || length > 65_535)
      throw new ArgumentError(`${caller}: ${name} is ${length}. Give a whole number from 1 to 65,535.`, {
        [name]: length,
      })
  }
}
