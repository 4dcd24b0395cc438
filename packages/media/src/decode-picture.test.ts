import sharp, { type Sharp } from 'sharp'
import { expect, it } from 'vitest'
import { decodeFrames, decodePicture } from './decode-picture.ts'
import type { Picture } from './picture.ts'
import { largestDifference, testPicture } from './testing/test-picture.ts'

const picture = testPicture(24, 16)
const asSharp = ({ data, width, height }: Picture) => sharp(data, { raw: { width, height, channels: 3 } })

/** What has to be done to an upright picture so that its EXIF orientation turns it back. */
const stored: Readonly<Record<number, (upright: Sharp) => Sharp>> = {
  1: upright => upright,
  2: upright => upright.flop(),
  3: upright => upright.rotate(180),
  4: upright => upright.flip(),
  5: upright => upright.rotate(270).flop(),
  6: upright => upright.rotate(270),
  7: upright => upright.rotate(90).flop(),
  8: upright => upright.rotate(90),
}

it.each(Object.entries(stored))('EXIF orientation %s gives the same pixels', async (orientation, store) => {
  const turned = await store(asSharp(picture)).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = turned.info
  for (const format of ['png', 'tiff', 'webp'] as const) {
    const bytes = await sharp(turned.data, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation: Number(orientation) })
      .toFormat(format, { png: {}, tiff: { compression: 'lzw' as const }, webp: { lossless: true } }[format])
      .toBuffer()
    expect(largestDifference(await decodePicture(bytes), picture), format).toBe(0)
  }
  const jpeg = await sharp(turned.data, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation: Number(orientation) })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer()
  expect(largestDifference(await decodePicture(jpeg), picture)).toBeLessThan(6)
})

it('decodes grey, 16 bits, CMYK and palettes as red, green and blue', async () => {
  const grey = await decodePicture(await asSharp(picture).greyscale().png().toBuffer())
  expect([grey.width, grey.height, grey.data.length]).toEqual([24, 16, 3 * 24 * 16])
  expect(grey.data.every((value, i) => value === grey.data[3 * Math.floor(i / 3)])).toBe(true)

  const deep = await asSharp(picture).toColourspace('rgb16').png().toBuffer()
  expect((await sharp(deep).metadata()).depth).toBe('ushort')
  expect(largestDifference(await decodePicture(deep), picture)).toBeLessThanOrEqual(1)

  const flat = { width: 8, height: 8, data: new Uint8Array(192).map((_, i) => [200, 60, 60][i % 3]!) }
  const cmyk = await asSharp(flat).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
  expect(largestDifference(await decodePicture(cmyk), flat)).toBeLessThan(24)

  const palette = await asSharp(flat).png({ palette: true }).toBuffer()
  expect(largestDifference(await decodePicture(palette), flat)).toBeLessThan(3)
})

it('puts what is transparent over the colour that is asked for', async () => {
  const data = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0, 0, 255, 0, 128])
  const png = await sharp(data, { raw: { width: 3, height: 1, channels: 4 } })
    .png()
    .toBuffer()
  expect([...(await decodePicture(png)).data]).toEqual([255, 0, 0, 255, 255, 255, 127, 255, 127])
  const over = await decodePicture(png, { background: [0, 0, 255] })
  expect([...over.data.slice(0, 6)]).toEqual([255, 0, 0, 0, 0, 255])
  const greyAlpha = await sharp(Uint8Array.from([9, 255, 9, 0]), { raw: { width: 2, height: 1, channels: 2 } })
    .png()
    .toBuffer()
  expect([...(await decodePicture(greyAlpha)).data]).toEqual([9, 9, 9, 255, 255, 255])
})

it('gives the first frame of an animation, or all with their times', async () => {
  const frames = [10, 120, 230].map(level => ({ width: 6, height: 4, data: new Uint8Array(72).fill(level) }))
  const strip = { width: 6, height: 12, data: Uint8Array.from(frames.flatMap(({ data }) => [...data])) }
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await sharp(strip.data, { raw: { width: 6, height: 12, channels: 3, pageHeight: 4 } })
      .toFormat(format, { delay: [40, 80, 120], ...(format === 'webp' && { lossless: true }) })
      .toBuffer()
    expect(largestDifference(await decodePicture(bytes), frames[0]!), format).toBeLessThan(3)
    const decoded = await decodeFrames(bytes)
    expect(
      decoded.map(({ delayMs }) => delayMs),
      format,
    ).toEqual([40, 80, 120])
    decoded.forEach((frame, i) => expect(largestDifference(frame, frames[i]!), format).toBeLessThan(3))
  }
  const still = await decodeFrames(await asSharp(picture).png().toBuffer())
  expect(still).toHaveLength(1)
  expect(still[0]).toMatchObject({ delayMs: 0, width: 24, height: 16 })
})

it('applies a colour profile', async () => {
  const png = await asSharp(picture).withIccProfile('p3').png().toBuffer()
  const decoded = await decodePicture(png)
  expect(largestDifference(decoded, picture)).toBeLessThan(20)
})
