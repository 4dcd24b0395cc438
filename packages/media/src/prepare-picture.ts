import { requireKnownOptions } from '@towerkit/core'
import { centreCrop } from './centre-crop.ts'
import { letterbox, type LetterboxTransform } from './letterbox.ts'
import type { PicturePreset, PresetResize } from './picture-preset.ts'
import { pictureTensor, type PictureTensor } from './picture-tensor.ts'
import type { Picture } from './picture.ts'
import { resizePicture, type PictureSize } from './resize-picture.ts'

/** A picture as a model takes it. */
export interface PreparedPicture {
  readonly tensor: PictureTensor
  /** Where the picture lies in its frame, if the preset has a letterbox. */
  readonly transform?: LetterboxTransform
}

/**
 * Does with a picture what the preset of a model says.
 *
 * @example
 * const preset = await readPicturePreset('./clip-vit-base-patch32')
 * const { tensor } = await preparePicture(await decodePicture('cat.jpg'), preset)
 */
export async function preparePicture(picture: Picture, preset: PicturePreset): Promise<PreparedPicture> {
  const {
    resize,
    crop,
    letterbox: frame,
    normalization,
  } = requireKnownOptions('preparePicture', preset, {
    resize: true,
    crop: true,
    letterbox: true,
    normalization: true,
  })
  if (frame) {
    const { picture: framed, transform } = await letterbox(picture, frame)
    return { tensor: pictureTensor(framed, normalization), transform }
  }
  const resized = resize
    ? await resizePicture(picture, resizedSize(picture, resize), { kernel: resize.kernel })
    : picture
  return { tensor: pictureTensor(crop ? centreCrop(resized, crop) : resized, normalization) }
}

/** The longer side is cut to a whole number, as transformers does it. */
function resizedSize({ width, height }: PictureSize, resize: PresetResize): PictureSize {
  if ('width' in resize) return resize
  const long = Math.floor((resize.shortestEdge * Math.max(width, height)) / Math.min(width, height))
  return width <= height ? { width: resize.shortestEdge, height: long } : { width: long, height: resize.shortestEdge }
}
