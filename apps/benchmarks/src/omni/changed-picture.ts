import type { SeededRandom } from '@towerkit/core'
import { resizePicture, type Picture } from '@towerkit/media'

/**
 * A picture as another artist might have drawn it: mirrored or not, larger or smaller and elsewhere on white, its
 * proportions changed a little, and its colours, contrast and saturation.
 */
export async function changedPicture(picture: Picture, random: SeededRandom): Promise<Picture> {
  const { width, height } = picture
  const between = (low: number, high: number) => low + (high - low) * random()
  const zoom = between(0.75, 1.15)
  const size = {
    width: Math.round(width * zoom * between(0.9, 1.1)),
    height: Math.round(height * zoom * between(0.9, 1.1)),
  }
  const resized = await resizePicture(picture, size, { kernel: 'bicubic' })
  const isMirrored = random() < 0.5
  const left = Math.round((width - size.width) / 2 + between(-0.08, 0.08) * width)
  const top = Math.round((height - size.height) / 2 + between(-0.08, 0.08) * height)
  const contrast = between(0.7, 1.3)
  const saturation = between(0.3, 1.5)
  const gains = [between(0.8, 1.2), between(0.8, 1.2), between(0.8, 1.2)]
  const data = new Uint8Array(3 * width * height).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const column = isMirrored ? size.width - 1 - (x - left) : x - left
      const row = y - top
      if (column < 0 || row < 0 || column >= size.width || row >= size.height) continue
      const from = 3 * (row * size.width + column)
      const pixel = resized.data.subarray(from, from + 3)
      // White is paper, and stays white.
      const grey = (pixel[0]! + pixel[1]! + pixel[2]!) / 3
      for (let channel = 0; channel < 3; channel++) {
        const coloured = grey + saturation * (pixel[channel]! - grey)
        const changed = 255 - (255 - coloured) * contrast * gains[channel]!
        data[3 * (y * width + x) + channel] = Math.min(255, Math.max(0, Math.round(changed)))
      }
    }
  return { width, height, data }
}
