import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pictureApi } from '../server/picture-api.ts'
import { startServer } from '../server/start-server.ts'
import { smallPictures } from '../testing/small-pictures.ts'
import { axeProblems, chromiumPath, launchChromium, usePage } from './testing/chromium-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of pictures in Chromium', () => {
  let service: Awaited<ReturnType<typeof smallPictures>>
  let server: Awaited<ReturnType<typeof startServer>>
  let browser: Browser
  beforeAll(async () => {
    service = await smallPictures()
    server = await startServer({ api: pictureApi({ service }), port: 0 })
    browser = await launchChromium()
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await server.close()
    await service.close()
  })

  it('draws boxes where the objects are, and asks for more like a box that is drawn', { timeout: 60_000 }, () =>
    usePage(browser, { url: server.url }, async page => {
      await page.locator('#query').fill('red')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('#status').innerText()).toBe('2 pictures with red')
      const wide = page.locator('li', { hasText: 'wide.png' })
      const frame = (await wide.locator('img').boundingBox())!
      const found = (await wide.locator('.found').first().boundingBox())!
      // The patch is [64, 8, 32, 32] of 128 x 64 pixels; its box is one of the cells on it.
      const left = (128 * (found.x - frame.x)) / frame.width
      const top = (64 * (found.y - frame.y)) / frame.height
      expect(left).toBeGreaterThan(60)
      expect(left + (128 * found.width) / frame.width).toBeLessThan(100)
      expect(top).toBeGreaterThan(4)
      expect(await page.locator('#cost').innerText()).toMatch(/Answered in [\d.]+ ms from stored vectors/)
      expect(await axeProblems(page)).toEqual([])

      const at = (x: number, y: number) =>
        [frame.x + (frame.width * x) / 128, frame.y + (frame.height * y) / 64] as const
      await page.mouse.move(...at(64, 8))
      await page.mouse.down()
      await page.mouse.move(...at(80, 20))
      await page.mouse.move(...at(96, 40))
      await page.mouse.up()
      await expect.poll(() => page.locator('#status').innerText()).toMatch(/something like that$/)
      await expect
        .poll(() => page.locator('figcaption').allInnerTexts())
        .toEqual(expect.arrayContaining([expect.stringContaining('red.png')]))
      if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] })
    }),
  )
})
