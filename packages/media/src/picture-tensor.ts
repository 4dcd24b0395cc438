import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { checkPicture, type Picture } from './picture.ts'

/** How the bytes of a picture become numbers: (byte·scale − mean) / deviation, for each channel. */
export interface Normalization {
  /** Default 1/255. */
  readonly scale?: number
  /** For red, green and blue, in units of byte·scale. Default 0. */
  readonly mean?: readonly [number, number, number]
  /** Default 1. */
  readonly deviation?: readonly [number, number, number]
  /** Order of the channels. Default 'rgb'; OpenCV's detectors have 'bgr'. */
  readonly order?: 'rgb' | 'bgr'
}

/** The numbers of a picture, channel by channel; sessions and towers take it as it is. */
export interface PictureTensor {
  readonly dtype: 'float32'
  /** [3, height, width] */
  readonly shape: readonly [3, number, number]
  readonly data: Float32Array
}

/**
 * A picture as float32 [3, height, width].
 *
 * @throws {ArgumentError} if a number is not finite, or a deviation is 0.
 *
 * @example
 * const tensor = pictureTensor(picture, { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] })
 */
export function pictureTensor(picture: Picture, options: Normalization = {}): PictureTensor {
  const {
    scale = 1 / 255,
    mean = [0, 0, 0],
    deviation = [1, 1, 1],
    order = 'rgb',
  } = requireKnownOptions('pictureTensor', options, { scale: true, mean: true, deviation: true, order: true })
  checkPicture('pictureTensor', picture)
  if (![scale, ...mean, ...deviation].every(Number.isFinite) || deviation.includes(0))
    throw new ArgumentError(
      `pictureTensor: scale is ${scale}, mean [${mean}], deviation [${deviation}]. Give finite numbers, and no ` +
        'deviation of 0.',
      { scale, mean, deviation },
    )
  const { width, height, data: bytes } = picture
  const pixels = width * height
  const data = new Float32Array(3 * pixels)
  for (let place = 0; place < 3; place++) {
    const channel = order === 'rgb' ? place : 2 - place
    const numbers = Float32Array.from(
      { length: 256 },
      (_, byte) => (byte * scale - mean[channel]!) / deviation[channel]!,
    )
    const start = place * pixels
    for (let pixel = 0; pixel < pixels; pixel++) data[start + pixel] = numbers[bytes[3 * pixel + channel]!]!
  }
  return { dtype: 'float32', shape: [3, height, width], data }
}
