import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { centreCrop } from './centre-crop.ts'
import { fromLetterbox, letterbox, letterboxOf, toLetterbox, type Box } from './letterbox.ts'
import type { Picture } from './picture.ts'
import { resizePicture } from './resize-picture.ts'
import { testPicture } from './testing/test-picture.ts'

it('comes back exactly: 10,000 random sizes and boxes', () => {
  const random = seededRandom(7)
  const length = () => 1 + Math.floor(4_000 * random() ** 3)
  let largest = 0
  for (let i = 0; i < 10_000; i++) {
    const picture = { width: length(), height: length() }
    const frame = { width: length(), height: length() }
    const { size, transform } = letterboxOf(picture, {
      ...frame,
      place: i % 2 === 0 ? 'centre' : 'top-left',
      rounding: i % 3 === 0 ? 'down' : 'nearest',
    })
    expect(size.width <= frame.width && size.height <= frame.height && size.width >= 1 && size.height >= 1).toBe(true)
    expect(size.width === frame.width || size.height === frame.height, JSON.stringify({ picture, frame })).toBe(true)
    const box: Box = [random() * picture.width, random() * picture.height, picture.width, picture.height]
    const inside = toLetterbox(box, transform)
    expect(inside[2]).toBeCloseTo(transform.left + size.width, 6)
    expect(inside[3]).toBeCloseTo(transform.top + size.height, 6)
    fromLetterbox(inside, transform).forEach((edge, k) => {
      largest = Math.max(largest, Math.abs(edge - box[k]!))
    })
  }
  expect(largest).toBeLessThan(1e-6)
})

/** A black picture with a white rectangle, by its edges in pixels. */
function withRectangle(width: number, height: number, [left, top, right, bottom]: Box): Picture {
  const data = new Uint8Array(3 * width * height)
  for (let y = top; y < bottom; y++) data.fill(255, 3 * (y * width + left), 3 * (y * width + right))
  return { width, height, data }
}

it.each([
  [200, 100],
  [100, 200],
  [331, 127],
  [37, 41],
])('a rectangle of a picture of %i x %i is where its box says', async (width, height) => {
  const box: Box = [Math.round(width / 4), Math.round(height / 3), Math.round(width / 2), Math.round(height / 1.5)]
  const { picture, transform } = await letterbox(withRectangle(width, height, box), {
    width: 160,
    height: 160,
    colour: [0, 0, 0],
  })
  // Half-covered pixels count half: the sums along the axes give the edges to a fraction of a pixel.
  const lit = (x: number, y: number) => picture.data[3 * (y * 160 + x)]! / 255
  const sums = { mass: 0, x: 0, y: 0 }
  for (let y = 0; y < 160; y++) {
    for (let x = 0; x < 160; x++) {
      sums.mass += lit(x, y)
      sums.x += lit(x, y) * (x + 0.5)
      sums.y += lit(x, y) * (y + 0.5)
    }
  }
  const [left, top, right, bottom] = toLetterbox(box, transform)
  expect(Math.abs(sums.x / sums.mass - (left + right) / 2)).toBeLessThan(0.2)
  expect(Math.abs(sums.y / sums.mass - (top + bottom) / 2)).toBeLessThan(0.2)
  expect(sums.mass / ((right - left) * (bottom - top))).toBeCloseTo(1, 1)
})

it('fills the frame as a detector expects it', async () => {
  const white = { width: 8, height: 4, data: new Uint8Array(96).fill(255) }
  const top = await letterbox(white, { width: 16, height: 16, place: 'top-left' })
  expect([...top.picture.data.slice(0, 3), ...top.picture.data.slice(-3)]).toEqual([255, 255, 255, 114, 114, 114])
  expect(top.transform).toEqual({ scaleX: 2, scaleY: 2, left: 0, top: 0 })
  const centre = await letterbox(white, { width: 16, height: 16, colour: [1, 2, 3] })
  expect([...centre.picture.data.slice(0, 6)]).toEqual([1, 2, 3, 1, 2, 3])
  expect(centre.transform.top).toBe(4)
  const thin = await letterbox({ width: 1_000, height: 1, data: new Uint8Array(3_000) }, { width: 10, height: 10 })
  expect([thin.picture.width, thin.picture.height]).toEqual([10, 10])
})

it('crops the middle, and puts small pictures into black', () => {
  const picture = testPicture(5, 4)
  const crop = centreCrop(picture, { width: 2, height: 3 })
  expect([...crop.data.slice(0, 3)]).toEqual([...picture.data.slice(3, 6)])
  const larger = centreCrop(picture, { width: 8, height: 5 })
  expect([...larger.data.slice(0, 24)]).toEqual(Array.from({ length: 24 }, () => 0))
  expect([...larger.data.slice(3 * (8 + 2), 3 * (8 + 2) + 15)]).toEqual([...picture.data.slice(0, 15)])
})

it.each([0, 1.5, 70_000, Number.NaN])('refuses a length of %s', async length => {
  const picture = testPicture(4, 4)
  await expect(resizePicture(picture, { width: length, height: 4 })).rejects.toMatchObject({ code: 'argument' })
  await expect(letterbox(picture, { width: length, height: 4 })).rejects.toMatchObject({ code: 'argument' })
  expect(() => centreCrop({ ...picture, width: 5 }, { width: 2, height: 2 })).toThrow(
    expect.objectContaining({ code: 'shape' }),
  )
})
