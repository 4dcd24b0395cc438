import { checkPicture, checkSize, type Picture } from './picture.ts'
import { placePicture } from './place-picture.ts'
import type { PictureSize } from './resize-picture.ts'

/** The middle of a picture; a smaller one gets a black border, as transformers' `center_crop` gives it. */
export function centreCrop(picture: Picture, { width, height }: PictureSize): Picture {
  checkPicture('centreCrop', picture)
  checkSize('centreCrop', { width, height })
  return placePicture(
    picture,
    { width, height },
    { left: offset(picture.width, width), top: offset(picture.height, height), colour: [0, 0, 0] },
  )
}

/** Where the picture starts in the crop. Halves go to the left and to the top in both cases. */
function offset(length: number, cropped: number): number {
  return cropped > length ? Math.ceil((cropped - length) / 2) : -Math.floor((length - cropped) / 2)
}
