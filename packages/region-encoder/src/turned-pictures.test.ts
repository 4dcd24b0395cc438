import sharp from 'sharp'
import { expect, it } from 'vitest'
import { colouredPicture } from './testing/coloured-picture.ts'
import { all, tinyRegions } from './testing/tiny-regions.ts'

const upright = colouredPicture(
  [
    ['red', [16, 8, 16, 16]],
    ['blue', [64, 16, 32, 32]],
  ],
  { width: 128, height: 64 },
)

/** Where the pixel (x, y) of an upright picture lies in a file of the EXIF orientation 1 to 8. */
const places: readonly ((x: number, y: number, w: number, h: number) => readonly [number, number])[] = [
  (x, y) => [x, y],
  (x, y, w) => [w - 1 - x, y],
  (x, y, w, h) => [w - 1 - x, h - 1 - y],
  (x, y, _, h) => [x, h - 1 - y],
  (x, y) => [y, x],
  (x, y, w) => [y, w - 1 - x],
  (x, y, w, h) => [h - 1 - y, w - 1 - x],
  (x, y, _, h) => [h - 1 - y, x],
]

/** A PNG whose pixels are turned, and which says so. */
async function turned(orientation: number): Promise<Uint8Array> {
  const { width, height, data } = upright
  const isSwapped = orientation > 4
  const size = isSwapped ? { width: height, height: width } : { width, height }
  const stored = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = places[orientation - 1]!(x, y, width, height)
      stored.set(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), 3 * (row * size.width + column))
    }
  return sharp(stored, { raw: { ...size, channels: 3 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer()
}

it('gives the same boxes and vectors for all EXIF orientations', async () => {
  await using regions = await tinyRegions()
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(turned))
  const options = { classes: ['red', 'blue'], threshold: 0.5 }
  const [expected] = await all(regions.detect([upright], options))
  expect(expected!.boxes.length).toBeGreaterThan(1)
  for (const { width, height, boxes } of await all(regions.detect(pictures, options)))
    expect({ width, height, boxes }).toEqual({ width: 128, height: 64, boxes: expected!.boxes })
})
