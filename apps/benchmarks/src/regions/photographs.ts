import { join } from 'node:path'
import { yoloPictures, type BoxedPicture } from '@towerkit/datasets'
import { decodePicture } from '@towerkit/media'
import { cocoNames } from '@towerkit/region-encoder'

/** Photographs of COCO with boxes, from the folder of `coco-256`. */
export async function photographs(data: string, part: 'train2017' | 'val2017'): Promise<BoxedPicture[]> {
  const folder = join(data, 'coco-256')
  const found: BoxedPicture[] = []
  for await (const picture of yoloPictures({
    pictures: join(folder, 'images', part),
    labels: join(folder, 'object_detection/labels', part),
    names: cocoNames,
    sizeOf: decodePicture,
    // One file of labels has no picture.
    onFault(fault) {
      if (!fault.message.includes('has no picture')) throw fault
    },
  }))
    found.push(picture)
  return found
}
