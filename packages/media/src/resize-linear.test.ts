import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { resizePicture } from './resize-picture.ts'

it('interpolates linearly between the two nearest pixels if it is not to antialias, as OpenCV does', async () => {
  const random = seededRandom(9)
  const width = 17
  const height = 11
  const data = Uint8Array.from({ length: 3 * width * height }, () => Math.floor(256 * random()))
  for (const size of [
    { width: 5, height: 4 },
    { width: 11, height: 30 },
    { width: 17, height: 3 },
  ]) {
    const resized = await resizePicture({ width, height, data }, size, { kernel: 'bilinear', antialias: false })
    /** The pixels on both sides of a place, and the share of the second. */
    const around = (place: number, length: number, to: number) => {
      const at = Math.min(length - 1, Math.max(0, ((place + 0.5) * length) / to - 0.5))
      return [Math.floor(at), Math.min(length - 1, Math.floor(at) + 1), at - Math.floor(at)] as const
    }
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const [left, right, across] = around(x, width, size.width)
          const [top, bottom, down] = around(y, height, size.height)
          const at = (row: number, column: number) => data[3 * (row * width + column) + channel]!
          const mixed = (row: number) => at(row, left) * (1 - across) + at(row, right) * across
          const expected = mixed(top) * (1 - down) + mixed(bottom) * down
          // Two passes, each rounded.
          expect(Math.abs(resized.data[3 * (y * size.width + x) + channel]! - expected)).toBeLessThanOrEqual(1.001)
        }
  }
})
