import type { Colour, Picture } from './picture.ts'
import type { PictureSize } from './resize-picture.ts'

/** A picture of a colour with `picture` on it, its top left corner at (left, top); what lies outside is cut off. */
export function placePicture(
  picture: Picture,
  { width, height }: PictureSize,
  { left, top, colour }: { readonly left: number; readonly top: number; readonly colour: Colour },
): Picture {
  const data = new Uint8Array(3 * width * height)
  if (colour.every(channel => channel === colour[0])) data.fill(colour[0])
  else for (let i = 0; i < data.length; i++) data[i] = colour[i % 3]!
  const firstColumn = Math.max(0, -left)
  const endColumn = Math.min(picture.width, width - left)
  const endRow = Math.min(picture.height, height - top)
  if (endColumn <= firstColumn) return { width, height, data }
  for (let row = Math.max(0, -top); row < endRow; row++) {
    const start = 3 * (row * picture.width + firstColumn)
    const part = picture.data.subarray(start, start + 3 * (endColumn - firstColumn))
    data.set(part, 3 * ((row + top) * width + left + firstColumn))
  }
  return { width, height, data }
}
