import { AbortedError, ArgumentError, DataError, requireKnownOptions, type TowerkitError } from '@towerkit/core'
import { loadSharp } from './load-sharp.ts'
import { pictureBytes, type PictureSource } from './picture-bytes.ts'
import { pictureError } from './picture-error.ts'
import type { Colour, Picture } from './picture.ts'
import { svgReferences } from './svg-references.ts'

export type { PictureSource } from './picture-bytes.ts'

/** Options of `decodePicture` and `decodeFrames`. */
export interface DecodeOptions {
  /** What shows through transparent pixels. Default white. */
  readonly background?: Colour
  /** Largest number of pixels, of all frames together, refused before anything is decoded. Default 2^28. */
  readonly maxPixels?: number
  /** Name in messages. Default: the path. */
  readonly name?: string
  /** Draws an SVG that names other files. Default false: it is refused. */
  readonly allowReferences?: boolean
  readonly signal?: AbortSignal
}

/** A frame of an animation. */
export interface Frame extends Picture {
  /** How long it is shown, in milliseconds; 0 for a still picture. */
  readonly delayMs: number
}

/**
 * A picture of a JPEG, PNG, WebP, GIF, AVIF, TIFF or SVG file, upright as its EXIF orientation says, in sRGB (a colour
 * profile is applied; grey, CMYK and 16 bits become 8-bit RGB). Of an animation, the first frame.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is missing, empty, truncated, damaged, no picture, too large, or an SVG that names
 *   other files; the message names it.
 * @throws {UnsupportedError} for BMP, HEIC and other formats that sharp does not decode.
 * @throws {MissingPeerError} if sharp is not installed.
 *
 * @example
 * const picture = await decodePicture('cat.jpg')
 */
export async function decodePicture(source: PictureSource, options: DecodeOptions = {}): Promise<Picture> {
  requireKnownOptions('decodePicture', options, optionNames)
  const [{ width, height, data }] = (await decode(source, { ...options, all: false })) as [Frame]
  return { width, height, data }
}

/**
 * All frames of an animated GIF, WebP or AVIF, or all pages of a TIFF; one frame of a still picture. See
 * `decodePicture`.
 *
 * @example
 * for (const frame of await decodeFrames('wave.gif')) console.log(frame.delayMs)
 */
export async function decodeFrames(source: PictureSource, options: DecodeOptions = {}): Promise<Frame[]> {
  requireKnownOptions('decodeFrames', options, optionNames)
  return decode(source, { ...options, all: true })
}

const optionNames: Readonly<Record<keyof DecodeOptions, true>> = {
  background: true,
  maxPixels: true,
  name: true,
  allowReferences: true,
  signal: true,
}

async function decode(
  source: PictureSource,
  {
    background = [255, 255, 255],
    maxPixels = 2 ** 28,
    name: givenName,
    allowReferences = false,
    signal,
    all,
  }: DecodeOptions & { readonly all: boolean },
): Promise<Frame[]> {
  if (!(Number.isSafeInteger(maxPixels) && maxPixels >= 1))
    throw new ArgumentError(`decodePicture: maxPixels is ${maxPixels}. Give a whole number of at least 1.`, {
      maxPixels,
    })
  stopIfAsked(signal)
  const sharp = await loadSharp()
  const { name, bytes } = await pictureBytes(source, givenName)
  const references = allowReferences ? [] : svgReferences(bytes)
  if (references.length > 0)
    throw new DataError(
      `decodePicture: "${name}" is an SVG that names other files, such as "${references[0]!.slice(0, 80)}". Set ` +
        'allowReferences if you trust it.',
      { name, references },
    )
  stopIfAsked(signal)
  // References are found beside a path only.
  const input = allowReferences && typeof source === 'string' ? source : bytes
  const settings = { animated: all, failOn: 'error', limitInputPixels: false } as const
  try {
    const metadata = await sharp(input, settings).metadata()
    const pages = all ? (metadata.pages ?? 1) : 1
    const pageHeight = metadata.pageHeight ?? metadata.height
    requirePixels(name, { width: metadata.width, height: pageHeight, pages, maxPixels })
    const [r, g, b] = background
    const { data, info } = await sharp(input, { ...settings, limitInputPixels: maxPixels })
      .autoOrient()
      .flatten({ background: { r, g, b } })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    stopIfAsked(signal)
    const height = info.height / pages
    const rgb = toRgb(data, info.channels)
    return Array.from({ length: pages }, (_, page) => ({
      width: info.width,
      height,
      data: pages === 1 ? rgb : rgb.slice(3 * info.width * height * page, 3 * info.width * height * (page + 1)),
      delayMs: metadata.delay?.[page] ?? 0,
    }))
  } catch (cause) {
    if (isOurs(cause)) throw cause
    throw pictureError(name, bytes, cause)
  }
}

function requirePixels(
  name: string,
  size: { readonly width: number; readonly height: number; readonly pages: number; readonly maxPixels: number },
): void {
  const { width, height, pages, maxPixels } = size
  if (width * height * pages <= maxPixels) return
  throw new DataError(
    `decodePicture: "${name}" is ${width} x ${height}${pages > 1 ? ` in ${pages} frames` : ''}, more than ` +
      `${maxPixels} ` +
      'pixels. Raise maxPixels if you trust it.',
    { name, width, height, pages },
  )
}

/** Three bytes for each pixel, of one or three (and a rest of transparency) that the decoder gave. */
function toRgb(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const pixels = data.length / channels
  const rgb = new Uint8Array(3 * pixels)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      rgb[3 * pixel + channel] = data[pixel * channels + (channels < 3 ? 0 : channel)]!
  }
  return rgb
}

function isOurs(error: unknown): error is TowerkitError {
  return error instanceof DataError || error instanceof AbortedError
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('decodePicture: stopped by the caller.', { cause: signal.reason })
}
