import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ArgumentError, DataError, requireKnownOptions, type LabelledBox } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'
import type { BoxedPictureOptions } from './boxed-picture-options.ts'
import type { BoxedPicture } from './boxed-picture.ts'
import { reportFault } from './report-fault.ts'
import { usableBox } from './usable-box.ts'

/** Options of `yoloPictures`. */
export interface YoloPicturesOptions extends BoxedPictureOptions {
  /** Folder of the pictures. */
  readonly pictures: string
  /** Folder of the labels: a `.txt` for each picture, by its name. A picture without one has no objects. */
  readonly labels: string
  /** Names of the classes by number, as the data set's YAML has them. */
  readonly names: readonly string[]
  /** Width and height of a picture in pixels: the labels are shares of them. */
  readonly sizeOf: (path: string) => Promise<{ readonly width: number; readonly height: number }>
}

const pictureFile = /\.(jpe?g|png|webp|bmp|gif|tiff?|avif)$/i

/**
 * Reads pictures with boxes in the text format of YOLO: a line of class, centre and size for each object.
 *
 * @throws {DataError} naming file and line, for a line of another form, a class without name, labels without a picture,
 *   or a box without area or outside of its picture.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * const pictures = yoloPictures({ pictures: 'images/val', labels: 'labels/val', names: ['cup', 'dog'], sizeOf })
 * for await (const { path, boxes } of pictures) console.log(path, boxes.length)
 *
 * @see https://docs.ultralytics.com/datasets/detect
 */
export async function* yoloPictures(options: YoloPicturesOptions): AsyncGenerator<BoxedPicture> {
  const { pictures, labels, names, sizeOf } = requireKnownOptions<YoloPicturesOptions>('yoloPictures', options, {
    pictures: true,
    labels: true,
    names: true,
    sizeOf: true,
    onFault: true,
    signal: true,
  })
  if (names.length === 0) throw new ArgumentError('yoloPictures: there are no names. Give the names of the classes.')
  const files = (await filesOf(pictures)).filter(name => pictureFile.test(name))
  const stems = new Set(files.map(stemOf))
  for (const name of await filesOf(labels)) {
    if (!name.endsWith('.txt') || name === 'classes.txt' || stems.has(stemOf(name))) continue
    const path = join(labels, name)
    reportFault(
      new DataError(`yoloPictures: "${path}" has no picture in "${pictures}". Add it or remove the labels.`, { path }),
      options,
    )
  }
  for (const name of files) {
    const path = join(pictures, name)
    const label = join(labels, `${stemOf(name)}.txt`)
    let picture: BoxedPicture
    try {
      const { width, height } = await sizeOf(path)
      picture = { path, width, height, boxes: await boxesOf(label, { width, height }, options) }
    } catch (error) {
      reportFault(error, options)
      continue
    }
    yield picture
  }
}

async function boxesOf(
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
  options: YoloPicturesOptions,
): Promise<LabelledBox[]> {
  const boxes: LabelledBox[] = []
  if (!existsSync(path)) return boxes
  const reading: ReadOptions = options.signal ? { signal: options.signal } : {}
  for await (const { line, text } of textLines('yoloPictures', path, reading)) {
    if (text.trim() === '') continue
    const fields = text.trim().split(/\s+/)
    const [number, centreX, centreY, wide, high] = fields.map(Number) as [number, number, number, number, number]
    const label = options.names[number]
    try {
      if (fields.length !== 5 || label === undefined)
        throw new DataError(
          `yoloPictures: line ${line} of "${path}" has ${fields.length} fields and the class ${fields[0]}, expected ` +
            `5 and one of ${options.names.length} classes. Correct the line.`,
          { path, line },
        )
      const box = [(centreX - wide / 2) * width, (centreY - high / 2) * height, wide * width, high * height] as const
      boxes.push({ box: usableBox('yoloPictures', box, { path, width, height }), label })
    } catch (error) {
      reportFault(error, options)
    }
  }
  return boxes
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length)
}

async function filesOf(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort()
  } catch (cause) {
    throw new DataError(`yoloPictures: "${path}" cannot be read: ${(cause as Error).message}. Give a folder.`, {
      path,
      cause,
    })
  }
}
