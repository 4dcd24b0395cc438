import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, requireKnownOptions, type Box, type LabelledBox } from '@towerkit/core'
import { textChunks } from '../text-chunks.ts'
import { textLines } from '../text-lines.ts'
import type { BoxedPictureOptions } from './boxed-picture-options.ts'
import type { BoxedPicture } from './boxed-picture.ts'
import { parseVoc } from './parse-voc.ts'
import { reportFault } from './report-fault.ts'
import { usableBox } from './usable-box.ts'

/** Options of `vocPictures`. */
export interface VocPicturesOptions extends BoxedPictureOptions {
  /** Name of a list in ImageSets/Main. Default: all annotations, by name. */
  readonly split?: string
  /**
   * Whether corners are pixels counted from 1 and belong to the box, as in VOC itself; most tools that write this
   * format mean edges. Default false.
   */
  readonly inclusive?: boolean
}

/**
 * Reads pictures with boxes from a folder in the format of PASCAL VOC: Annotations, JPEGImages and ImageSets/Main. An
 * object marked difficult becomes a crowd: measures leave it out.
 *
 * @throws {DataError} naming the file, for an annotation that is missing, truncated or names a missing picture, an
 *   object without class or box, or a box that is inverted, without area or outside of its picture.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { path, boxes } of vocPictures('BCCD', { split: 'test' })) console.log(path, boxes.length)
 *
 * @see Everingham et al., The PASCAL visual object classes challenge, IJCV 2010
 */
export async function* vocPictures(folder: string, options: VocPicturesOptions = {}): AsyncGenerator<BoxedPicture> {
  requireKnownOptions<VocPicturesOptions>('vocPictures', options, {
    split: true,
    inclusive: true,
    onFault: true,
    signal: true,
  })
  for await (const name of annotationNames(folder, options)) {
    let picture: BoxedPicture
    try {
      picture = await readPicture(folder, name, options)
    } catch (error) {
      reportFault(error, options)
      continue
    }
    yield picture
  }
}

async function* annotationNames(folder: string, { split, signal }: VocPicturesOptions): AsyncGenerator<string> {
  if (split !== undefined) {
    const list = join(folder, 'ImageSets', 'Main', `${split}.txt`)
    for await (const { text } of textLines('vocPictures', list, signal ? { signal } : {}))
      if (text.trim() !== '') yield text.trim().split(/\s+/)[0]!
    return
  }
  const path = join(folder, 'Annotations')
  const files = await readdir(path).catch((cause: Error) => {
    throw new DataError(`vocPictures: "${path}" cannot be read: ${cause.message}. Give a folder in VOC's format.`, {
      path,
      cause,
    })
  })
  for (const file of files.sort()) if (file.endsWith('.xml')) yield file.slice(0, -4)
}

async function readPicture(folder: string, name: string, options: VocPicturesOptions): Promise<BoxedPicture> {
  const path = join(folder, 'Annotations', `${name}.xml`)
  let text = ''
  for await (const chunk of textChunks('vocPictures', path, options.signal ? { signal: options.signal } : {}))
    text += chunk
  const { fields, objects } = parseVoc('vocPictures', path, text)
  const width = Number(fields['size/width'])
  const height = Number(fields['size/height'])
  if (!(width > 0 && height > 0))
    throw new DataError(`vocPictures: "${path}" has a size of ${width} x ${height}. Give the picture's pixels.`, {
      path,
    })
  const picture = join(folder, 'JPEGImages', fields['filename']?.trim() || `${name}.jpg`)
  if (!existsSync(picture))
    throw new DataError(`vocPictures: "${path}" names the picture "${picture}", which is missing. Add it.`, {
      path,
      picture,
    })
  const boxes: LabelledBox[] = []
  for (const object of objects) {
    try {
      const box = usableBox('vocPictures', boxOf(path, object, options.inclusive ?? false), { path, width, height })
      const label = object['name']!.trim()
      boxes.push({ box, label, ...(object['difficult']?.trim() === '1' ? { crowd: true } : {}) })
    } catch (error) {
      reportFault(error, options)
    }
  }
  return { path: picture, width, height, boxes }
}

function boxOf(path: string, object: Readonly<Record<string, string>>, inclusive: boolean): Box {
  const corner = (side: string) => Number(object[`bndbox/${side}`]?.trim() || Number.NaN)
  if (!object['name']?.trim() || Number.isNaN(corner('xmin')))
    throw new DataError(`vocPictures: an object of "${path}" lacks its name or bndbox. Correct the annotation.`, {
      path,
    })
  const shift = inclusive ? 1 : 0
  const left = corner('xmin') - shift
  const top = corner('ymin') - shift
  return [left, top, corner('xmax') - left, corner('ymax') - top]
}
