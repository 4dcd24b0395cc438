import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { decodePicture, type DecodeOptions, type PictureSource } from './decode-picture.ts'
import { blackPng } from './testing/black-png.ts'
import { testPicture } from './testing/test-picture.ts'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-media-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { data, width, height } = testPicture(120, 80)
const source = sharp(data, { raw: { width, height, channels: 3 } })
const jpeg = await source.clone().jpeg().toBuffer()
const png = await source.clone().png().toBuffer()
const file = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}
const svg = (inside: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="4" height="4">` +
  `${inside}</svg>`
const errorOf = (of: PictureSource, options?: DecodeOptions) =>
  decodePicture(of, options).then(
    () => 'no error',
    (error: unknown) => error as TowerkitError,
  )

it.each<[string, string, string]>([
  ['a file that is not there', join(folder, 'none.jpg'), 'data'],
  ['an empty file', file('empty.jpg', ''), 'data'],
  ['text named .jpg', file('text.jpg', 'this is no picture, whatever it is called'), 'data'],
  ['a JPEG cut in the middle', file('cut.jpg', jpeg.subarray(0, jpeg.length / 2)), 'data'],
  ['a JPEG of a header only', file('header.jpg', jpeg.subarray(0, 200)), 'data'],
  ['a PNG cut in the middle', file('cut.png', png.subarray(0, png.length / 2)), 'data'],
  ['a folder', folder, 'data'],
  ['a BMP', file('a.bmp', `BM${'\0'.repeat(60)}`), 'unsupported'],
  ['a HEIC', file('a.heic', `\0\0\0\x18ftypheic${'\0'.repeat(40)}`), 'unsupported'],
])('refuses %s and names it', async (_name, path, code) => {
  expect(await errorOf(path)).toMatchObject({ code, message: expect.stringContaining(`"${path}"`) })
})

it('refuses 30,000 x 30,000 before it decodes them', async () => {
  const huge = blackPng(30_000, 30_000)
  const before = process.memoryUsage().rss
  expect(await errorOf(huge, { name: 'huge.png' })).toMatchObject({
    code: 'data',
    message: expect.stringMatching(/"huge.png" is 30000 x 30000, more than 268435456/),
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
  expect(await errorOf(png, { maxPixels: 120 * 80 - 1 })).toMatchObject({ code: 'data' })
  expect(await errorOf(png, { maxPixels: 120 * 80 })).toBe('no error')
  expect(await errorOf(png, { maxPixels: 0 })).toMatchObject({ code: 'argument' })
})

it.each([
  svg('<image href="file:///etc/passwd" width="4" height="4"/>'),
  svg("<image xlink:href = 'other.png'/>"),
  svg('<use href="https://example.com/a.svg#b"/>'),
  svg('<style>@import "other.css";</style>'),
  svg('<rect style="fill: url(other.svg#a)"/>'),
  svg('<text>&x;</text>', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
  svg('', '<?xml-stylesheet href="a.css"?>'),
])('refuses an SVG that names other files: %s', async text => {
  for (const bytes of [Buffer.from(text), gzipSync(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    expect(await errorOf(bytes, { name: 'a.svg' })).toMatchObject({
      code: 'data',
      message: expect.stringContaining('allowReferences'),
    })
  }
})

it('draws an SVG that names nothing outside, and one that does if asked', async () => {
  const square = svg('<defs><rect id="r" width="4" height="4" fill="#00f"/></defs><use href="#r"/>')
  expect([...(await decodePicture(Buffer.from(square))).data.slice(0, 3)]).toEqual([0, 0, 255])
  const red = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#f00' } })
    .png()
    .toBuffer()
  file('red.png', red)
  const path = file('names.svg', svg('<image xlink:href="red.png" width="4" height="4"/>'))
  expect([...(await decodePicture(path, { allowReferences: true })).data.slice(0, 3)]).toEqual([255, 0, 0])
})

it('stops at the signal', async () => {
  expect(await errorOf(png, { signal: AbortSignal.abort('enough') })).toMatchObject({ code: 'aborted' })
})

it('answers 1,000 damaged files with a picture or a typed error that names them', async () => {
  const random = seededRandom(5)
  const gif = await source.clone().gif().toBuffer()
  const webp = await source.clone().webp().toBuffer()
  const tiff = await source.clone().tiff().toBuffer()
  for (let i = 0; i < 1_000; i++) {
    const bytes = Uint8Array.from([jpeg, png, gif, webp, tiff][i % 5]!)
    for (let k = 0; k <= i % 7; k++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    const error = await errorOf(i % 3 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes, {
      name: `file ${i}`,
      maxPixels: 1e6,
    })
    if (error === 'no error') continue
    expect(TowerkitError.is(error), String(error)).toBe(true)
    expect((error as TowerkitError).message).toContain(`"file ${i}"`)
  }
}, 60_000)
