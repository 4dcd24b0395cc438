import type { Picture } from '../picture.ts'

/** A smooth picture that no rotation or mirroring leaves as it is. */
export function testPicture(width: number, height: number): Picture {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x)
      data[at] = Math.round((255 * x) / Math.max(1, width - 1))
      data[at + 1] = Math.round((255 * y) / Math.max(1, height - 1))
      data[at + 2] = Math.round(127 + 100 * Math.sin(x / 3 + y / 5))
    }
  }
  return { width, height, data }
}

/** Largest difference of two pictures of one size, in steps of 255. */
export function largestDifference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b.data[i]!)), 0)
}
