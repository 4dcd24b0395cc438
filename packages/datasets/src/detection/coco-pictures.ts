import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError, requireKnownOptions, type LabelledBox } from '@towerkit/core'
import { requireGoingOn } from '../require-going-on.ts'
import type { BoxedPictureOptions } from './boxed-picture-options.ts'
import type { BoxedPicture } from './boxed-picture.ts'
import { readCoco, type CocoAnnotation, type CocoFile } from './read-coco.ts'
import { reportFault } from './report-fault.ts'
import { usableBox } from './usable-box.ts'

/**
 * Reads pictures with boxes from a JSON file of COCO; crowd, area and the licence of each picture are kept. The file is
 * held in memory, the pictures are not.
 *
 * @param path The JSON file. @param folder Where its pictures are.
 * @throws {DataError} naming the file, if it is truncated or of another form, a picture is missing, an annotation names
 *   a picture or class that the file lacks or has no box, or a box is inverted, without area or outside of its picture.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { path, boxes, licence } of cocoPictures('instances_val2017.json', 'val2017'))
 *   console.log(path, boxes.length, licence?.name)
 *
 * @see https://cocodataset.org/#format-data
 */
export async function* cocoPictures(
  path: string,
  folder: string,
  options: BoxedPictureOptions = {},
): AsyncGenerator<BoxedPicture> {
  requireKnownOptions<BoxedPictureOptions>('cocoPictures', options, { onFault: true, signal: true })
  const file = await readCoco('cocoPictures', path, options)
  const labels = new Map(file.categories.map(({ id, name }) => [id, name]))
  const licences = new Map((file.licenses ?? []).map(each => [each.id, each]))
  const annotations = annotationsOf(path, file, options)
  for (const { id, file_name: name, width, height, license } of file.images) {
    requireGoingOn('cocoPictures', options.signal)
    const picture = join(folder, name)
    if (!existsSync(picture)) {
      reportFault(
        new DataError(`cocoPictures: "${path}" names the picture "${picture}", which is missing. Add it.`, {
          path,
          picture,
        }),
        options,
      )
      continue
    }
    const boxes: LabelledBox[] = []
    for (const annotation of annotations.get(id) ?? []) {
      try {
        boxes.push(labelledBox(annotation, labels, { path, width, height }))
      } catch (error) {
        reportFault(error, options)
      }
    }
    const licence = license === undefined ? undefined : licences.get(license)
    yield {
      path: picture,
      width,
      height,
      boxes,
      ...(licence && { licence: { name: licence.name, ...(licence.url !== undefined && { url: licence.url }) } }),
    }
  }
}

function annotationsOf(path: string, file: CocoFile, options: BoxedPictureOptions): Map<number, CocoAnnotation[]> {
  const found = new Map(file.images.map(({ id }) => [id, [] as CocoAnnotation[]]))
  for (const annotation of file.annotations) {
    const ofPicture = found.get(annotation.image_id)
    if (ofPicture) ofPicture.push(annotation)
    else
      reportFault(
        new DataError(
          `cocoPictures: an annotation of "${path}" names the picture ${annotation.image_id}, which the file lacks. ` +
            'Add the picture or remove the annotation.',
          { path, picture: annotation.image_id },
        ),
        options,
      )
  }
  return found
}

function labelledBox(
  { category_id: category, bbox, area, iscrowd }: CocoAnnotation,
  labels: ReadonlyMap<number, string>,
  picture: { readonly path: string; readonly width: number; readonly height: number },
): LabelledBox {
  const label = labels.get(category)
  const { path } = picture
  if (label === undefined || !Array.isArray(bbox))
    throw new DataError(
      `cocoPictures: an annotation of "${path}" has the class ${category} and the box ${JSON.stringify(bbox)}. Give ` +
        'a class of the file, and a box.',
      { path, category },
    )
  if (area !== undefined && !(area >= 0))
    throw new DataError(`cocoPictures: an annotation of "${path}" has the area ${area}. Give square pixels.`, { path })
  const box = usableBox('cocoPictures', bbox, picture)
  return { box, label, ...(iscrowd ? { crowd: true } : {}), ...(area === undefined ? {} : { area }) }
}
